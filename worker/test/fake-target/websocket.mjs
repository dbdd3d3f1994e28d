import { createHash } from "node:crypto";

/** RFC 6455, 1.3. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** What happens once the handshake at socket/<way> is over. */
const BEHAVIOURS = {
  hello: (socket) => socket.write(frame('{"hello":"there"}')),
  echo: (socket) => echo(socket),
  silent: () => {},
  drip: (socket) => drip(socket),
  endless: (socket) => endless(socket),
  garbage: (socket) => socket.write(Buffer.from("ffffffffffffffffffff", "hex")),
  reset: (socket) => socket.resetAndDestroy(),
  closes: (socket) => socket.end(Buffer.from("880203e8", "hex")),
};

/** Answers an upgrade, or refuses it in one of the ways that servers do. */
export function serveUpgrade(request, socket) {
  const mode = request.url.split("?")[0].replace("/socket/", "");
  if (mode === "hang") return;
  if (mode === "refused") return refuse(socket, "403 Forbidden");
  if (mode === "lost") return socket.resetAndDestroy();
  if (!BEHAVIOURS[mode]) return refuse(socket, "404 Not Found");
  const accept = createHash("sha1")
    .update(request.headers["sec-websocket-key"] + GUID)
    .digest("base64");
  const head = ["HTTP/1.1 101 Switching Protocols", "upgrade: websocket", "connection: Upgrade"];
  socket.write(`${head.join("\r\n")}\r\nsec-websocket-accept: ${accept}\r\n\r\n`);
  BEHAVIOURS[mode](socket);
}

const refuse = (socket, status) =>
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);

/** Repeats one short message; it may come in pieces. */
function echo(socket) {
  let got = Buffer.alloc(0);
  socket.on("data", (data) => {
    got = Buffer.concat([got, data]);
    const isWhole = got.length >= 2 && got.length >= 6 + (got[1] & 0x7f);
    if (isWhole) socket.write(frame(unmasked(got)));
  });
}

/** A text message of less than 126 bytes. */
const frame = (text) =>
  Buffer.concat([Buffer.from([0x81, Buffer.byteLength(text)]), Buffer.from(text)]);

function unmasked(data) {
  const length = data[1] & 0x7f;
  const mask = data.subarray(2, 6);
  return Buffer.from(
    data.subarray(6, 6 + length).map((byte, index) => byte ^ mask[index % 4]),
  ).toString();
}

/** The head of a message of 100 bytes, then a byte now and then. */
function drip(socket) {
  socket.write(Buffer.from([0x81, 100]));
  const timer = setInterval(() => socket.write("."), 200);
  socket.on("close", () => clearInterval(timer));
}

/** One message without an end, in fragments. */
function endless(socket) {
  const body = Buffer.alloc(65_536, "endless ");
  const head = (opcode) => Buffer.from([opcode, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
  socket.write(Buffer.concat([head(0x01), body]));
  const pour = () => {
    if (!socket.destroyed && socket.write(Buffer.concat([head(0x00), body]))) setImmediate(pour);
  };
  socket.on("drain", pour);
  pour();
}
