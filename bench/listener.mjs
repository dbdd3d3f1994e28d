/** Hands on every frame of the room `all`; `onClose` hears when the connection ends. */
export function listen({ url, token }, onFrame, onClose = () => {}) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/v1/rooms/all?v=1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  socket.addEventListener("message", ({ data }) =>
    onFrame({ ...JSON.parse(data), receivedAt: Date.now() }),
  );
  socket.addEventListener("close", onClose);
  // What follows an error is a close.
  socket.addEventListener("error", () => {});
  return socket;
}
