import { connect } from "node:net";
import { randomBytes } from "node:crypto";

const SHORT = 126;
const LONG = 127;

/**
 * One viewer, as little of one as can be, the same for every server, so that what it costs is not
 * mistaken for what they cost: text frames of RFC 6455 over TCP, handed on as bytes.
 */
export function openViewer({ host, port, path, extensions, reply, onText }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    let pending = Buffer.alloc(0);
    let isOpen = false;
    // Once it stands, whoever cut it knows.
    socket.on("error", reject);
    socket.on("connect", () => socket.write(upgradeRequest({ host, port, path, extensions })));
    socket.on("data", (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      if (!isOpen) {
        const end = pending.indexOf("\r\n\r\n");
        if (end < 0) return;
        if (!pending.subarray(0, 12).includes("101")) return reject(new Error(`${pending}`));
        isOpen = true;
        pending = pending.subarray(end + 4);
        resolve({
          close: () => socket.destroy(),
          say: (text) => socket.write(textFrame(text)),
          received: () => socket.bytesRead,
        });
      }
      for (let frame = firstFrame(pending); frame; frame = firstFrame(pending)) {
        pending = pending.subarray(frame.size);
        const answer = reply(frame.body);
        if (answer) socket.write(textFrame(answer));
        if (answer === undefined) onText(frame);
      }
    });
  });
}

const upgradeRequest = ({ host, port, path, extensions }) =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    ...(extensions ? [`Sec-WebSocket-Extensions: ${extensions}`] : []),
    "\r\n",
  ].join("\r\n");

/** Servers do not mask, and none of these splits a message. */
function firstFrame(bytes) {
  if (bytes.length < 2) return null;
  const length = bytes[1] & LONG;
  const head = length === SHORT ? 4 : length === LONG ? 10 : 2;
  if (bytes.length < head) return null;
  const size =
    head +
    (length === SHORT
      ? bytes.readUInt16BE(2)
      : length === LONG
        ? Number(bytes.readBigUInt64BE(2))
        : length);
  return bytes.length < size ? null : { size, body: bytes.subarray(head, size) };
}

/** Clients mask; a mask of zeros leaves the text as it is. */
function textFrame(text) {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0]), body]);
}
