import { setTimeout as sleep } from "node:timers/promises";
import { HOST } from "../../worker/local/port.mjs";
import { openViewer } from "./viewer.mjs";
import { DIALECTS } from "./dialects.mjs";

const AT_ONCE = 50;
const TICK_WITHIN_MS = 60_000;
const PING_EVERY_MS = 25_000;
/** What each event carries once, in either server's frames. */
const MARK = Buffer.from('"endpointName"');

/** A process full of viewers. Its parent says what to connect to and what to publish. */
let tick = null;
const viewers = [];

process.on("message", async ({ connect, publish, heal }) => {
  const answer = connect
    ? await connectAll(connect)
    : publish
      ? await runTick(publish)
      : await healAll(heal);
  process.send(answer);
});

async function connectAll({ port, client, viewers: count }) {
  for (let opened = 0; opened < count; opened += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - opened) }, async () => {
      const viewer = { dialect: DIALECTS[client], memory: {} };
      viewers.push(viewer);
      await open(viewer, port, (frame) => tick?.(frame));
    });
    await Promise.all(batch);
  }
  setInterval(ping, PING_EVERY_MS).unref();
  return { connected: count };
}

function ping() {
  for (const { dialect, line } of viewers) if (dialect.ping) line.say(dialect.ping);
}

async function open(viewer, port, onText) {
  const { dialect, memory } = viewer;
  viewer.line = await openViewer({
    host: HOST,
    port,
    path: dialect.path(memory),
    reply: (body) => dialect.reply(body, memory),
    onText: (frame) => {
      dialect.remember(frame.body, memory);
      onText(frame);
    },
  });
}

/** Publishes once and resolves when every viewer has everything. */
function runTick({ port, body, events }) {
  const expected = events * viewers.length;
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
      resolve({ latencies, frames, bytes, expected, delivered: latencies.length });
    };
    publishOnce(port, body).catch(reject);
  });
}

/** Cuts every viewer at once, publishes meanwhile, and lets each come back after its own delay. */
async function healAll({ port, body, events }) {
  for (const { line } of viewers) line.close();
  const cutAt = performance.now();
  await publishOnce(port, body);
  const healed = await Promise.all(
    viewers.map(async (viewer) => {
      const delayMs = viewer.dialect.delayMs(viewer.memory, Math.random());
      await sleep(Math.max(0, cutAt + delayMs - performance.now()));
      const triedAt = performance.now();
      let seen = 0;
      let bytes = 0;
      await new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${seen} of ${events} came`)), 60_000);
        open(viewer, port, (frame) => {
          seen += occurrences(frame.body);
          bytes += frame.size;
          if (seen < events) return;
          clearTimeout(late);
          resolve();
        }).catch(reject);
      });
      const at = performance.now();
      return { afterCut: at - cutAt, afterTry: at - triedAt, triedAfter: triedAt - cutAt, bytes };
    }),
  );
  return { healed };
}

const publishOnce = async (port, body) =>
  (await fetch(`http://${HOST}:${port}/publish`, { method: "POST", body })).text();

function occurrences(body) {
  let count = 0;
  for (let at = body.indexOf(MARK); at >= 0; at = body.indexOf(MARK, at + MARK.length)) count++;
  return count;
}
