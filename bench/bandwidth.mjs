import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { HOST } from "../scripts/port.mjs";
import { formatNumber, markdownTable } from "./stats.mjs";
import { seeded } from "./random.mjs";
import { CLIENT_PROTOCOLS } from "./rooms/client-protocols.mjs";
import { startPharos } from "./rooms/pharos.mjs";
import { startSocketIo } from "./rooms/socket-io.mjs";
import { openViewer } from "./rooms/viewer.mjs";
import { scaled } from "./scale.mjs";

const HOUR = { endpoints: scaled(1_000, 100), failing: 10, minutes: 60, downAt: 10, upAt: 40 };
/** The cut falls into the minute in which endpoints go down. */
const CUT = { endpoints: scaled(500, 50), failing: 5, downAt: 1, upAt: 40 };
const GOALS = { frames: 20, bytes: 5, kbAfterCut: 20 };
/** The hour is told at once, so what keeps a connection alive is added: a pong, a ping of Engine.IO. */
const KEEP_ALIVE = {
  pharos: { everySeconds: 27.5, bytes: 6 },
  socketIo: { everySeconds: 25, bytes: 3 },
};
/** As browsers ask for it. */
const COMPRESSION = "permessage-deflate; client_max_window_bits";
const SETTLE_MS = scaled(2_000, 1_000);
/** Endpoints take about as long each time, but never the same. */
const random = seeded(1);

/** What does one browser receive in an hour of 1,000 endpoints with 1 % failing, and after a cut? */
export async function measureBandwidth(folder) {
  const ourHour = { client: "pharos", bodies: (minute) => [tick(HOUR, minute)] };
  const ours = await hourOf(await startPharos(folder), { ...ourHour, extensions: COMPRESSION });
  const plain = await hourOf(await startPharos(folder), ourHour);
  const seed = await hourOf(await startSocketIo(), {
    client: "socketIo",
    bodies: (minute) => [
      { events: checksOf(HOUR, minute).map((data) => ({ type: "check:completed", data })) },
      { events: changesOf(HOUR, minute) },
    ],
    extensions: COMPRESSION,
  });
  const back = await afterCut(await startPharos(folder));
  return report({ ours, plain, seed, back });
}

/** What arrives by TCP at one viewer. */
async function hourOf(server, { client, bodies, extensions }) {
  const { path, reply } = CLIENT_PROTOCOLS[client];
  const memory = {};
  let frames = 0;
  const viewer = await openViewer({
    host: HOST,
    port: server.port,
    path: path(memory),
    extensions,
    reply: (body) => reply(body, memory),
    onText: () => frames++,
  });
  await sleep(SETTLE_MS);
  const before = { frames, bytes: viewer.received() };
  for (let minute = 0; minute < HOUR.minutes; minute++) {
    for (const body of bodies(minute)) await publish(server, body);
  }
  await sleep(SETTLE_MS);
  const { everySeconds, bytes } = KEEP_ALIVE[client];
  const keepalives = Math.round((HOUR.minutes * 60) / everySeconds);
  const received = {
    frames: frames - before.frames + keepalives,
    bytes: viewer.received() - before.bytes + keepalives * bytes,
  };
  viewer.close();
  await server.stop();
  return received;
}

/**
 * A viewer misses the frame of one tick and comes back with its cursor. Changes are replayed in the
 * greeting; checks are not, they are right again with the next tick's frame.
 */
async function afterCut(server) {
  const { path, remember } = CLIENT_PROTOCOLS.pharos;
  const memory = {};
  const first = await listen(server, path(memory), (body) => remember(body, memory));
  await publish(server, tick(CUT, 0));
  await sleep(SETTLE_MS);
  first.close();
  await publish(server, tick(CUT, CUT.downAt));
  const received = [];
  const lines = [
    await listen(server, path(memory), () => {}, COMPRESSION),
    await listen(server, path(memory), (body) => received.push(JSON.parse(body))),
  ];
  await sleep(SETTLE_MS);
  const greeting = lines.map((line) => line.received());
  await publish(server, tick(CUT, CUT.downAt + 1));
  await sleep(SETTLE_MS);
  const all = lines.map((line) => line.received());
  for (const line of lines) line.close();
  await server.stop();
  const [hello, next] = received;
  return {
    missed: changesOf(CUT, CUT.downAt).length,
    replayed: hello.resumed ? hello.events.length : 0,
    checks: next.checks.length,
    bytes: { greeting, all },
  };
}

const listen = ({ port }, path, onBody, extensions) =>
  openViewer({
    host: HOST,
    port,
    path,
    extensions,
    reply: () => undefined,
    onText: ({ body }) => onBody(body),
  });

async function publish({ port }, body) {
  const url = `http://${HOST}:${port}/publish`;
  await (await fetch(url, { method: "POST", body: JSON.stringify(body) })).text();
}

/** One tick as the room `all` is told of it. */
const tick = (size, minute) => ({
  asOf: instant(minute),
  nextExpectedAt: instant(minute + 1),
  events: changesOf(size, minute),
  checks: checksOf(size, minute).map(({ endpointId, status, responseTime, statusCode }) => [
    endpointId,
    status,
    responseTime,
    statusCode,
  ]),
});

/** Like the product's own, these cannot be compressed. */
const idOf = (index) => createHash("sha256").update(`${index}`).digest("base64url").slice(0, 12);
const instant = (minute) => new Date(Date.UTC(2026, 0, 5, 8, minute)).toISOString();

const checksOf = ({ endpoints, failing, downAt, upAt }, minute) =>
  Array.from({ length: endpoints }, (_, index) => {
    const isDown = index < failing && minute >= downAt && minute < upAt;
    return {
      endpointId: idOf(index),
      status: isDown ? "DOWN" : "UP",
      responseTime: 40 + Math.floor(random() * 400),
      statusCode: isDown ? 503 : 200,
    };
  });

function changesOf({ failing, downAt, upAt }, minute) {
  const change = { [downAt]: downEvents, [upAt]: upEvents }[minute];
  if (!change) return [];
  const at = instant(minute);
  return Array.from({ length: failing }, (_, index) =>
    change(at, { endpointId: idOf(index), endpointName: `Checkout API ${index}` }),
  ).flat();
}

const downEvents = (at, about) => [
  statusChanged(at, about, {
    previousStatus: "UP",
    currentStatus: "DOWN",
    errorMessage: "expected status 200-299, saw 503",
  }),
  {
    type: "incident:started",
    at,
    data: { incidentId: `i-${about.endpointId}`, ...about, startedAt: at, failureCount: 2 },
  },
];

const upEvents = (at, about) => [
  statusChanged(at, about, { previousStatus: "DOWN", currentStatus: "UP", errorMessage: null }),
  {
    type: "incident:resolved",
    at,
    data: { incidentId: `i-${about.endpointId}`, ...about, resolvedAt: at, duration: 1_800_000 },
  },
];

const statusChanged = (at, about, change) => ({
  type: "endpoint:status-changed",
  at,
  data: { ...about, ...change, timestamp: at, responseTime: 143 },
});

function report({ ours, plain, seed, back }) {
  const ratio = { frames: seed.frames / ours.frames, bytes: seed.bytes / ours.bytes };
  const kb = (bytes) => `${formatNumber(bytes / 1_024)} KB`;
  const { missed, replayed, checks, bytes } = back;
  const isWhole = replayed === missed && checks === CUT.endpoints;
  const afterCutKb = bytes.all[0] / 1_024;
  return {
    title: `Thrift: an hour of ${HOUR.endpoints.toLocaleString("en-US")} endpoints at one browser`,
    text: [
      markdownTable([
        ["", "Pharos", "the same, not compressed", "the original specification", ""],
        ...["frames", "bytes"].map((key) => [
          key,
          ...[ours, plain, seed].map((one) => one[key].toLocaleString("en-US")),
          `${formatNumber(ratio[key])} times`,
        ]),
      ]),
      `Each is checked once a minute, ${HOUR.failing} of them are down for half of the hour. Browsers ask for compression; Socket.IO does not give it by itself. Then one client of ${CUT.endpoints} endpoints is cut off for a tick in which ${CUT.failing} of them go down, and comes back with its cursor:`,
      markdownTable([
        ["received, from the answer to the upgrade on", "compressed", "not compressed"],
        [`the greeting, with ${replayed} of ${missed} events missed`, ...bytes.greeting.map(kb)],
        [`up to the next tick's frame, with ${checks} checks`, ...bytes.all.map(kb)],
      ]),
      `To a client that asks for no compression an hour is ${formatNumber(seed.bytes / plain.bytes)} times fewer bytes, where the goal is ${GOALS.bytes}.`,
    ].join("\n\n"),
    goals: [
      {
        goal: "after the cut nothing is missing",
        seen: `${replayed} of ${missed} events, ${checks} of ${CUT.endpoints} checks`,
        isMet: isWhole,
        isInvariant: true,
      },
      ...["frames", "bytes"].map((key) => ({
        goal: `at least ${GOALS[key]} times fewer ${key}`,
        seen: `${formatNumber(ratio[key])} times`,
        isMet: ratio[key] >= GOALS[key],
      })),
      {
        goal: `at most ${GOALS.kbAfterCut} KB to be right again after the cut`,
        seen: isWhole ? `${formatNumber(afterCutKb)} KB` : "not everything came",
        isMet: isWhole && afterCutKb <= GOALS.kbAfterCut,
      },
    ],
  };
}
