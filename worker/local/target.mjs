import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { HOST, wantedPort } from "./port.mjs";
import { program } from "./program.mjs";
import { control, controlledReply } from "./target/control.mjs";
import { inbox, received } from "./target/inbox.mjs";
import { MISBEHAVIOURS } from "./target/misbehaviours.mjs";
import { provider } from "./target/provider.mjs";
import { listenFor, startRaw } from "./target/raw.mjs";
import { startSmtp } from "./target/smtp.mjs";
import { startTls } from "./target/tls.mjs";
import { upgrade } from "./target/websocket.mjs";

const USUAL_PORT = 8899;

/**
 * A server to be watched, which fails in every way that servers fail. `GET /` lists the ways;
 * `PUT /control/<name>` decides what `GET /t/<name>` does from now on, and
 * what `/inbox/<name>` answers, which keeps what it is sent for `GET /received/<name>`. `/provider`
 * is a provider of identities; see `target/provider.mjs`.
 */
export async function startTarget({ port = 0 } = {}) {
  const sockets = new Set();
  const servers = [];
  const kept = (server, wanted = 0) => {
    servers.push(server);
    return listenFor(server, sockets, wanted);
  };
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) =>
    answer(request, response).catch((error) => response.writeHead(400).end(`${error.message}\n`)),
  );
  const httpPort = await kept(server.on("upgrade", upgrade), port);
  return {
    url: `http://${HOST}:${httpPort}`,
    /** Ports of bare connections, by how they behave; see `target/raw.mjs`. */
    rawPorts: await startRaw(kept),
    /** Ports of TLS servers, by their certificates; see `target/tls.mjs`. */
    tlsPorts: await startTls(kept),
    smtpPort: await kept(startSmtp()),
    /** Ends at once, whoever is still being kept waiting. */
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((one) => new Promise((resolve) => one.close(() => resolve()))));
    },
  };
}

async function answer(request, response) {
  const url = new URL(request.url, "http://target");
  const [, way, ...rest] = url.pathname.split("/").map(decodeURIComponent);
  if (way === "") return list(response);
  if (way === "control") return control(request, response, rest[0]);
  if (way === "received") return received(response, rest[0]);
  const misbehave = { t: controlledReply, inbox, provider }[way] ?? MISBEHAVIOURS[way];
  if (!misbehave) return response.writeHead(404).end(`no such way to behave: ${way}\n`);
  return misbehave({ request, response, argument: rest.join("/"), query: url.searchParams });
}

const list = (response) =>
  response.end(`${Object.keys(MISBEHAVIOURS).join("\n")}\nt/<name> (see control/<name>)\n`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await program(async () => {
    const { url } = await startTarget({ port: wantedPort(process.env.PORT, USUAL_PORT) });
    console.log(`A server that misbehaves on purpose: ${url} lists how. Ctrl-C ends it.`);
  });
}
