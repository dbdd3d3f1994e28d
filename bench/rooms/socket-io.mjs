import { anyPort } from "../../scripts/port.mjs";
import { inRepository, nodePath } from "../../scripts/repository.mjs";
import { startServer } from "../server.mjs";

const SERVER = inRepository("bench", "rooms", "socket-io-server.mjs");

/** With `recovers` it keeps events for those who come back, as the original specification does not. */
export async function startSocketIo({ recovers = false } = {}) {
  const port = await anyPort();
  const env = { PORT: port, NODE_ENV: "production", ...(recovers && { RECOVERS: "yes" }) };
  return startServer(nodePath(), [SERVER], { port, env });
}
