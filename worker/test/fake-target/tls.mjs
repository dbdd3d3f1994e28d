import { readFileSync } from "node:fs";
import { createServer as createNetServer } from "node:net";
import { createServer } from "node:tls";

/** Certificates with fixed dates: 2020 to 2120, expired in 2016, valid from 2100, other.example. */
const CERTIFICATES = ["valid", "expired", "future", "other"];

/** RFC 6066, 3: the name is not known here, and the handshake goes on all the same. */
const UNRECOGNIZED_NAME = Buffer.from([21, 3, 3, 0, 2, 1, 112]);

/** The ports of TLS servers: one for each certificate, and some that are odd otherwise. */
export async function startTls(listen) {
  const ports = await Promise.all(
    CERTIFICATES.map(async (name) => [name, await listen(serverOf(name, {}))]),
  );
  const modern = await listen(serverOf("valid", { minVersion: "TLSv1.3" }));
  const warned = serverOf("valid", {});
  const warning = await listen(
    createNetServer((socket) => {
      socket.write(UNRECOGNIZED_NAME);
      warned.emit("connection", socket);
    }),
  );
  return { ...Object.fromEntries(ports), modern, warning };
}

function serverOf(name, options) {
  const pem = readFileSync(new URL(`certificates/${name}.pem`, import.meta.url));
  const server = createServer({ key: pem, cert: pem, ...options }, (socket) => socket.end());
  return server.on("tlsClientError", () => {});
}
