import { anyPort } from "../../worker/local/port.mjs";
import { inRepository, nodePath } from "../../worker/local/repository.mjs";
import { startServer } from "../server.mjs";

const SERVER = inRepository("bench", "rooms", "socket-io-server.mjs");

export async function startSocketIo() {
  const port = await anyPort();
  return startServer(nodePath(), [SERVER], { port, env: { PORT: port, NODE_ENV: "production" } });
}
