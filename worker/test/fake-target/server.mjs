import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { HOST, requestedPort } from "../../../scripts/port.mjs";
import { runMain } from "../../../scripts/run-main.mjs";
import { serveControl, controlledReply } from "./control.mjs";
import { serveInbox, listRequests } from "./inbox.mjs";
import { MISBEHAVIOURS } from "./misbehaviours.mjs";
import { serveIdentityProvider } from "./identity-provider.mjs";
import { listenFor, startRaw } from "./raw-tcp.mjs";
import { startSmtp } from "./smtp.mjs";
import { startTls } from "./tls.mjs";
import { serveUpgrade } from "./websocket.mjs";

const DEFAULT_PORT = 8899;

/**
 * A server to be watched, which fails in every way that servers fail. `GET /` lists the ways;
 * `PUT /control/<name>` decides what `GET /t/<name>` does from now on, and
 * what `/inbox/<name>` answers, which keeps what it is sent for `GET /received/<name>`. `/provider`
 * is a provider of identities; see `target/provider.mjs`.
 */
export async function startTarget({ port = 0 } = {}) {
  const sockets = new Set();
  const servers = [];
  const listen = (server, wanted = 0) => {
    servers.push(server);
    return listenFor(server, sockets, wanted);
  };
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) =>
    answer(request, response).catch((error) => response.writeHead(400).end(`${error.message}\n`)),
  );
  const httpPort = await listen(server.on("upgrade", serveUpgrade), port);
  return {
    url: `http://${HOST}:${httpPort}`,
    /** Ports of bare connections, by how they behave; see `target/raw.mjs`. */
    rawPorts: await startRaw(listen),
    /** Ports of TLS servers, by their certificates; see `target/tls.mjs`. */
    tlsPorts: await startTls(listen),
    smtpPort: await listen(startSmtp()),
    /** Ends at once, whoever is still being kept waiting. */
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((one) => new Promise((resolve) => one.close(() => resolve()))));
    },
  };
}

async function answer(request, response) {
  const url = new URL(request.url, "http://target");
  const [, route, ...rest] = url.pathname.split("/").map(decodeURIComponent);
  if (route === "") return list(response);
  if (route === "control") return serveControl(request, response, rest[0]);
  if (route === "received") return listRequests(response, rest[0]);
  const misbehave =
    { t: controlledReply, inbox: serveInbox, provider: serveIdentityProvider }[route] ??
    MISBEHAVIOURS[route];
  if (!misbehave) return response.writeHead(404).end(`no such way to behave: ${route}\n`);
  return misbehave({ request, response, argument: rest.join("/"), query: url.searchParams });
}

const list = (response) =>
  response.end(`${Object.keys(MISBEHAVIOURS).join("\n")}\nt/<name> (see control/<name>)\n`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const { url } = await startTarget({ port: requestedPort(process.env.PORT, DEFAULT_PORT) });
    console.log(`A server that misbehaves on purpose: ${url} lists how. Ctrl-C ends it.`);
  });
}
