import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { HOST, wantedPort } from "./port.mjs";
import { program } from "./program.mjs";
import { control, controlledReply } from "./target/control.mjs";
import { MISBEHAVIOURS } from "./target/misbehaviours.mjs";

const USUAL_PORT = 8899;

/**
 * A server to be watched, which fails in every way that servers fail. `GET /` lists the ways;
 * `PUT /control/<name>` decides what `GET /t/<name>` does from now on.
 */
export async function startTarget({ port = 0 } = {}) {
  const sockets = new Set();
  const server = createServer({ keepAliveTimeout: 1_000 }, (request, response) =>
    answer(request, response).catch((error) => response.writeHead(400).end(`${error.message}\n`)),
  );
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  });
  await new Promise((resolve, reject) =>
    server.once("error", reject).listen(port, HOST, () => resolve()),
  );
  return {
    url: `http://${HOST}:${server.address().port}`,
    /** Ends at once, whoever is still being kept waiting. */
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(request, response) {
  const url = new URL(request.url, "http://target");
  const [, way, ...rest] = url.pathname.split("/").map(decodeURIComponent);
  if (way === "") return list(response);
  if (way === "control") return control(request, response, rest[0]);
  const misbehave = way === "t" ? controlledReply : MISBEHAVIOURS[way];
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
