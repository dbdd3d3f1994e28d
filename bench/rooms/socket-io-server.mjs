import { createServer } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Server } from "socket.io";

/**
 * The original specification's own design: `subscribe:all` joins a room, each check is a job of its
 * queue, and the job emits its event to the room of its endpoint and to the room of all.
 */
const http = createServer(publish);
const io = new Server(http, {
  transports: ["websocket"],
  ...(process.env.RECOVERS && { connectionStateRecovery: {} }),
});

io.on("connection", (socket) => {
  socket.emit("connected", { clientId: socket.id });
  socket.on("subscribe:all", () => socket.join("all-endpoints"));
  socket.on("subscribe:endpoint", (endpointId) => socket.join(`endpoint:${endpointId}`));
});

async function publish(request, response) {
  let body = "";
  for await (const chunk of request) body += chunk;
  if (body) {
    for (const { type, data } of JSON.parse(body).events) {
      io.to(`endpoint:${data.endpointId}`).emit(type, data);
      io.to("all-endpoints").emit(type, data);
      // The next job ends in a turn of its own.
      await nextTurn();
    }
  }
  response.end("ok");
}

http.listen(Number(process.env.PORT), "127.0.0.1");
