import { setTimeout as sleep } from "node:timers/promises";
import { HOST } from "../../scripts/port.mjs";
import { CLIENT_PROTOCOLS } from "./client-protocols.mjs";
import { openViewer } from "./viewer.mjs";

const CONCURRENCY = 50;
const TIMEOUT_MS = 60_000;
/** Who is silent for 90 s is let go. */
const PING_EVERY_MS = 25_000;
/** What each event carries once, in either server's frames. */
const EVENT_MARKER = Buffer.from('"endpointName"');

/**
 * A process full of viewers, each `{ dialect, memory, line, onFrame }`. Its parent says what to
 * connect to, what to publish, and when all are cut.
 */
const viewers = [];

process.on("message", async ({ connect, publish, heal }) => {
  const answer = connect
    ? await connectAll(connect)
    : publish
      ? await runTick(publish)
      : await reconnectAll(heal);
  process.send(answer);
});

async function connectAll({ port, client, viewers: count }) {
  for (let opened = 0; opened < count; opened += CONCURRENCY) {
    const batch = Array.from({ length: Math.min(CONCURRENCY, count - opened) }, async () => {
      const viewer = { dialect: CLIENT_PROTOCOLS[client], memory: {}, onFrame: () => {} };
      viewers.push(viewer);
      await open(viewer, port);
    });
    await Promise.all(batch);
  }
  setInterval(ping, PING_EVERY_MS).unref();
  return { connected: count };
}

function ping() {
  for (const { dialect, line } of viewers) if (dialect.ping) line.say(dialect.ping);
}

async function open(viewer, port) {
  const { dialect, memory } = viewer;
  viewer.line = await openViewer({
    host: HOST,
    port,
    path: dialect.path(memory),
    reply: (body) => dialect.reply(body, memory),
    onText: (frame) => {
      dialect.remember(frame.body, memory);
      viewer.onFrame({ size: frame.size, events: occurrences(frame.body) });
    },
  });
}

/** Publishes once; over when every viewer has every event, or when that has taken too long. */
async function runTick({ port, body, events }) {
  const latencies = [];
  let frames = 0;
  let bytes = 0;
  const publishedAt = performance.now();
  const whole = viewers.map((viewer) =>
    waitForEvents(viewer, events, ({ size, events: inFrame }) => {
      frames++;
      bytes += size;
      const latencyMs = performance.now() - publishedAt;
      for (let index = 0; index < inFrame; index++) latencies.push(latencyMs);
    }),
  );
  await publishOnce(port, body);
  await Promise.race([Promise.all(whole), sleep(TIMEOUT_MS, null, { ref: false })]);
  return { latencies, frames, bytes };
}

/** Cuts every viewer at once, publishes then, and lets each come back after its own delay. */
async function reconnectAll({ port, body, events }) {
  for (const { line } of viewers) line.close();
  const cutAt = performance.now();
  const published = publishOnce(port, body);
  const healed = viewers.map(async (viewer) => {
    const delayMs = viewer.dialect.delayMs(viewer.memory, Math.random());
    await sleep(Math.max(0, cutAt + delayMs - performance.now()));
    const triedAt = performance.now();
    let bytes = 0;
    const isWhole = waitForEvents(viewer, events, ({ size }) => (bytes += size));
    await open(viewer, port);
    await isWhole;
    const at = performance.now();
    return { afterCut: at - cutAt, afterTry: at - triedAt, triedAfter: triedAt - cutAt, bytes };
  });
  await published;
  return { healed: await Promise.all(healed) };
}

/** Resolves when a viewer has heard so many events; `count` hears of each frame that has some. */
function waitForEvents(viewer, events, count) {
  let missing = events;
  return new Promise((resolve) => {
    viewer.onFrame = (frame) => {
      if (frame.events === 0) return;
      count(frame);
      missing -= frame.events;
      if (missing <= 0) resolve();
    };
  });
}

const publishOnce = async (port, body) =>
  (await fetch(`http://${HOST}:${port}/publish`, { method: "POST", body })).text();

function occurrences(body) {
  let count = 0;
  for (
    let at = body.indexOf(EVENT_MARKER);
    at >= 0;
    at = body.indexOf(EVENT_MARKER, at + EVENT_MARKER.length)
  )
    count++;
  return count;
}
