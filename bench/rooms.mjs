import { fork } from "node:child_process";
import { once } from "node:events";
import { nodePath, inRepository } from "../worker/local/repository.mjs";
import { figure, median, percentile, sum, table } from "./figures.mjs";
import { cpuMs } from "./process-cost.mjs";
import { PHAROS_CLIENT, startPharos } from "./rooms/pharos.mjs";
import { SOCKET_IO_CLIENT, startSocketIo } from "./rooms/socket-io.mjs";

const VIEWERS = 1_000;
const ROUNDS = 5;
/** Ticks in a row per measurement: enough for CPU time, which is counted in 10 ms. */
const CASES = [
  { events: 1, ticks: 30 },
  { events: 100, ticks: 10 },
];
/** What the room was built to hold, as a share of what Socket.IO needs. */
const GOALS = { 1: 3, 100: 1 / 20 };

/** What does it cost to tell 1,000 viewers what one tick found? */
export async function measureRooms(folder) {
  const contenders = [
    await contender("Pharos", await startPharos(folder), PHAROS_CLIENT),
    await contender("Socket.IO", await startSocketIo(), SOCKET_IO_CLIENT),
  ];
  const measured = [];
  // The first round warms up and is not counted. In turns, so that a slow minute hits both.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const size of CASES) {
      for (const one of contenders) {
        const result = await measure(one, size);
        if (round > 0) measured.push({ name: one.name, events: size.events, ...result });
      }
    }
  }
  for (const { server, viewers } of contenders) {
    viewers.kill();
    await server.stop();
  }
  return report(measured);
}

async function contender(name, server, client) {
  const viewers = fork(inRepository("bench", "rooms", "viewers.mjs"), { execPath: nodePath() });
  viewers.once("exit", (code) => {
    if (code) throw new Error(`the viewers of ${name} ended with ${code}`);
  });
  const one = { name, server, viewers };
  await tell(one, { connect: { port: server.port, client, viewers: VIEWERS } });
  return one;
}

async function tell({ viewers }, message) {
  viewers.send(message);
  const [answer] = await once(viewers, "message");
  return answer;
}

async function measure(one, { events, ticks }) {
  const { server } = one;
  const before = cpuMs(server.pid);
  const answers = [];
  for (let index = 0; index < ticks; index++) {
    const body = JSON.stringify(publication(events));
    answers.push(
      await tell(one, { publish: { port: server.port, body, events, viewers: VIEWERS } }),
    );
  }
  const delivered = events * VIEWERS * ticks;
  const latencies = answers.flatMap((answer) => answer.latencies);
  return {
    cpuMicroseconds: ((cpuMs(server.pid) - before) * 1_000) / delivered,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    frames: sum(answers.map((answer) => answer.frames)) / delivered,
    bytes: sum(answers.map((answer) => answer.bytes)) / delivered,
  };
}

/** What a tick publishes of an outage: each endpoint's change of status, and its incident. */
function publication(events) {
  const at = new Date().toISOString();
  return {
    asOf: at,
    nextExpectedAt: at,
    events: Array.from({ length: events }, (_, index) =>
      index % 2 === 0 ? statusChanged(index, at) : incidentStarted(index - 1, at),
    ),
  };
}

const statusChanged = (index, at) => ({
  type: "endpoint:status-changed",
  at,
  data: {
    ...endpoint(index),
    previousStatus: "UP",
    currentStatus: "DOWN",
    timestamp: at,
    responseTime: 143,
    errorMessage: "expected status 200-299, saw 503",
  },
});

const incidentStarted = (index, at) => ({
  type: "incident:started",
  at,
  data: { incidentId: `incident-${index}`, ...endpoint(index), startedAt: at, failureCount: 2 },
});

const endpoint = (index) => ({
  endpointId: `Xk3v9QmZ2LrT${1_000 + index}`,
  endpointName: `Checkout API ${index}`,
});

const FIGURES = ["cpuMicroseconds", "p50", "p99", "frames", "bytes"];

function report(measured) {
  const medians = (name, events) => {
    const rounds = measured.filter((one) => one.name === name && one.events === events);
    return Object.fromEntries(FIGURES.map((key) => [key, median(rounds.map((one) => one[key]))]));
  };
  const rows = CASES.flatMap(({ events }) => {
    const [ours, theirs] = [medians("Pharos", events), medians("Socket.IO", events)];
    const line = (name, of) => [String(events), name, ...FIGURES.map((key) => figure(of[key]))];
    const ratios = Object.fromEntries(FIGURES.map((key) => [key, ours[key] / theirs[key]]));
    return [line("Pharos", ours), line("Socket.IO", theirs), line("ratio", ratios)];
  });
  const head = ["events in the tick", "server", "CPU µs per delivered event", "p50 ms", "p99 ms"];
  return {
    title: `Rooms: telling ${VIEWERS.toLocaleString("en-US")} viewers what a tick found`,
    text: table([[...head, "frames per event", "bytes per event"], ...rows]),
    goals: CASES.map(({ events }) => {
      const ratio =
        medians("Pharos", events).cpuMicroseconds / medians("Socket.IO", events).cpuMicroseconds;
      return {
        goal: `at ${events} event${events > 1 ? "s" : ""}, at most ${figure(GOALS[events])} of Socket.IO's CPU`,
        seen: figure(ratio),
        isMet: ratio <= GOALS[events],
      };
    }),
  };
}
