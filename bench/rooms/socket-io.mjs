import { anyPort } from "../../worker/local/port.mjs";
import { inRepository, nodePath } from "../../worker/local/repository.mjs";
import { startServer } from "../server.mjs";

const SERVER = inRepository("bench", "rooms", "socket-io-server.mjs");

export async function startSocketIo() {
  const port = await anyPort();
  return startServer(nodePath(), [SERVER], { port, env: { PORT: port, NODE_ENV: "production" } });
}

/** Engine.IO 4 and Socket.IO 5, as far as a viewer speaks them: connect, subscribe, answer pings. */
export const SOCKET_IO_CLIENT = {
  path: "/socket.io/?EIO=4&transport=websocket",
  replies: [
    ["0{", "40"],
    ["40", '42["subscribe:all"]'],
    ["2", "3"],
  ],
};
