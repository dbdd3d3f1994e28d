import { reconnectDelay } from "../../web/src/lib/realtime/backoff.ts";

/**
 * How a viewer speaks with each server, as far as it must: what it says, what it remembers so that it
 * can go on after a cut, and when it comes back. Whatever is in `memory` is one viewer's own.
 */
export const CLIENT_PROTOCOLS = {
  pharos: {
    path: ({ hello, last }) => {
      if (!hello) return "/rooms/all?v=1";
      const { epoch, seq, shard = 0 } = JSON.parse(hello);
      return `/rooms/all?v=1&epoch=${epoch}&since=${last ? JSON.parse(last).seq : seq}&shard=${shard}`;
    },
    ping: "ping",
    reply: (body) => (body.toString("latin1", 0, 4) === "pong" ? "" : undefined),
    remember(body, memory) {
      const isHello = body.toString("latin1", 0, 15) === '{"type":"hello"';
      if (isHello) memory.hello = body;
      memory.last = isHello ? null : body;
    },
    /** As the live client does after the first drop: around what the room has asked for last. */
    delayMs: ({ hello, last }, random) => {
      const { retryAfterMs } = { ...JSON.parse(hello), ...(last && JSON.parse(last)) };
      return reconnectDelay({ retry: 0, retryAfterMs, random });
    },
  },
  /** Engine.IO 4 and Socket.IO 5, with the recovery of a connection's state. */
  socketIo: {
    path: () => "/socket.io/?EIO=4&transport=websocket",
    reply(body, memory) {
      const start = body.toString("latin1", 0, 2);
      if (start === "0{") return `40${recovery(memory)}`;
      if (start === "2") return "3";
      if (start !== "40") return undefined;
      const { pid } = JSON.parse(body.toString("utf8", 2));
      const isRecovered = pid !== undefined && pid === memory.pid;
      memory.pid = pid;
      return isRecovered ? "" : '42["subscribe:all"]';
    },
    remember(body, memory) {
      memory.last = body;
    },
    /** As its client does: a second, more or less by half. */
    delayMs: (_, random) => 1_000 * (0.5 + random),
  },
};

/** The last argument of every event is where it stands. */
function recovery({ pid, last }) {
  if (!pid) return "";
  const text = last?.toString() ?? "";
  const offset = text.startsWith("42") ? JSON.parse(text.slice(2)).at(-1) : undefined;
  return JSON.stringify({ pid, ...(typeof offset === "string" && { offset }) });
}
