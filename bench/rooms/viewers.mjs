import { HOST } from "../../worker/local/port.mjs";
import { openViewer } from "./viewer.mjs";

const AT_ONCE = 50;
const TICK_WITHIN_MS = 30_000;
/** What each event carries once, in either server's frames. */
const MARK = Buffer.from('"endpointName"');

/** A process full of viewers. Its parent says what to connect to and what to publish. */
let tick = null;

process.on("message", async ({ connect, publish }) => {
  const answer = connect ? await connectAll(connect) : await runTick(publish);
  process.send(answer);
});

async function connectAll({ port, client, viewers }) {
  for (let opened = 0; opened < viewers; opened += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, viewers - opened) }, () =>
      openViewer({ host: HOST, port, client, onText: (frame) => tick?.(frame) }),
    );
    await Promise.all(batch);
  }
  return { connected: viewers };
}

/** Publishes once and resolves when every viewer has everything. */
function runTick({ port, body, events, viewers }) {
  const expected = events * viewers;
  const latencies = [];
  let frames = 0;
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`${latencies.length} of ${expected} events came`)),
      TICK_WITHIN_MS,
    );
    const publishedAt = performance.now();
    tick = (frame) => {
      const inFrame = occurrences(frame.body);
      if (inFrame === 0) return;
      frames++;
      bytes += frame.size;
      const latencyMs = performance.now() - publishedAt;
      for (let index = 0; index < inFrame; index++) latencies.push(latencyMs);
      if (latencies.length < expected) return;
      clearTimeout(late);
      tick = null;
      resolve({ latencies, frames, bytes });
    };
    fetch(`http://${HOST}:${port}/publish`, { method: "POST", body }).then(
      (response) => response.text(),
      reject,
    );
  });
}

function occurrences(body) {
  let count = 0;
  for (let at = body.indexOf(MARK); at >= 0; at = body.indexOf(MARK, at + MARK.length)) count++;
  return count;
}
