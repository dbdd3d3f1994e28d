/** Who is silent for 90 s is let go. */
const PING_EVERY_MS = 25_000;

/** Hands on every frame of the room `all`; `onClose` hears when the connection ends. */
export function openRoomClient({ url, token }, onFrame, onClose = () => {}) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/v1/rooms/all?v=1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const pings = setInterval(() => socket.send("ping"), PING_EVERY_MS);
  socket.addEventListener("message", ({ data }) => {
    if (data !== "pong") onFrame({ ...JSON.parse(data), receivedAt: Date.now() });
  });
  socket.addEventListener("close", () => {
    clearInterval(pings);
    onClose();
  });
  // What follows an error is a close.
  socket.addEventListener("error", () => {});
  return socket;
}
