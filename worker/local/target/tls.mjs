import { readFileSync } from "node:fs";
import { createServer } from "node:tls";

/** Certificates with fixed dates: 2020 to 2120, expired in 2016, valid from 2100, other.example. */
const CERTIFICATES = ["well", "expired", "future", "other"];

/** The ports of TLS servers: one for each certificate, and one that speaks TLS 1.3 only. */
export async function startTls(kept) {
  const ports = await Promise.all(
    CERTIFICATES.map(async (name) => [name, await kept(serverOf(name, {}))]),
  );
  const modern = await kept(serverOf("well", { minVersion: "TLSv1.3" }));
  return { ...Object.fromEntries(ports), modern };
}

function serverOf(name, options) {
  const pem = readFileSync(new URL(`certificates/${name}.pem`, import.meta.url));
  const server = createServer({ key: pem, cert: pem, ...options }, (socket) => socket.end());
  return server.on("tlsClientError", () => {});
}
