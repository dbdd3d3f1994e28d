import { createServer } from "node:net";
import { HOST } from "../../../scripts/port.mjs";

/** Each way for a bare connection to behave. Each has a port of its own: nothing is asked first. */
const BEHAVIOURS = {
  banner: (socket) => socket.write("220 target ready\r\n"),
  echo: (socket) => socket.on("data", (data) => socket.write(data)),
  silent: () => {},
  drip: (socket) => drip(socket),
  endless: (socket) => endless(socket),
  garbage: (socket) =>
    socket.write(Buffer.from("16030300100b00000c000009ffffff010203040506", "hex")),
  /** Not before the other side knows that it is connected. */
  reset: (socket) => setTimeout(() => socket.resetAndDestroy(), 50),
  closes: (socket) => socket.end(),
};

/** The ports of all ways, by name. */
export async function startRaw(listen) {
  const ports = await Promise.all(
    Object.entries(BEHAVIOURS).map(async ([name, behave]) => [
      name,
      await listen(createServer(behave)),
    ]),
  );
  return Object.fromEntries(ports);
}

/** Any server on a free port; `sockets` collects who is connected, so that they can be cut. */
export async function listenFor(server, sockets, port = 0) {
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  });
  await new Promise((resolve, reject) =>
    server.once("error", reject).listen(port, HOST, () => resolve()),
  );
  return server.address().port;
}

function drip(socket) {
  const timer = setInterval(() => socket.write("."), 400);
  socket.on("close", () => clearInterval(timer));
}

function endless(socket) {
  const chunk = Buffer.alloc(16_384, "endless ");
  const pour = () => {
    if (!socket.destroyed && socket.write(chunk)) setImmediate(pour);
  };
  socket.on("drain", pour);
  pour();
}
