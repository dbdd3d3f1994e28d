import { fork } from "node:child_process";
import { once } from "node:events";
import { inRepository, nodePath } from "../../scripts/repository.mjs";
import { percentile, sum } from "../stats.mjs";
import { cpuMs } from "../process-cost.mjs";

/** A server and its viewers, in processes of their own. */
export async function startContender(name, server, client, viewers) {
  const crowd = fork(inRepository("bench", "rooms", "viewers.mjs"), { execPath: nodePath() });
  crowd.once("exit", (code) => {
    if (code) throw new Error(`the viewers of ${name} ended with ${code}`);
  });
  const one = { name, server, crowd, viewers };
  await sendCommand(one, { connect: { port: server.port, client, viewers } });
  return one;
}

export async function stopContender({ crowd, server }) {
  crowd.kill();
  await server.stop();
}

/** Asks the viewers, and waits for what they answer. */
export async function sendCommand({ crowd }, message) {
  crowd.send(message);
  const [answer] = await once(crowd, "message");
  return answer;
}

/** What it costs to tell a tick of so many events, and how long it takes. */
export async function measure(one, { events, ticks }) {
  const { server } = one;
  const before = cpuMs(server.pid);
  const answers = [];
  for (let index = 0; index < ticks; index++) {
    const body = JSON.stringify(publication(events));
    answers.push(await sendCommand(one, { publish: { port: server.port, body, events } }));
  }
  const latencies = answers.flatMap((answer) => answer.latencies);
  const delivered = latencies.length;
  return {
    cpuMicroseconds: ((cpuMs(server.pid) - before) * 1_000) / delivered,
    expected: events * one.viewers * ticks,
    delivered,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    frames: sum(answers.map((answer) => answer.frames)) / delivered,
    bytes: sum(answers.map((answer) => answer.bytes)) / delivered,
  };
}

/** What a tick publishes of an outage: each endpoint's change of status, and its incident. */
export function publication(events) {
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
