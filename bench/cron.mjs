import { apiClient } from "../scripts/api-client.mjs";
import { startInstance } from "../scripts/instance.mjs";
import { startTarget } from "../worker/test/fake-target/server.mjs";
import { TEST_TOKEN } from "../scripts/test-token.mjs";
import { createEndpoints } from "./endpoints.mjs";
import { formatNumber, markdownTable } from "./stats.mjs";
import { openRoomClient } from "./room-client.mjs";
import { isShort, scaled } from "./scale.mjs";
import { readStored, scheduledTicks } from "./read-database.mjs";
import { ONE_MINUTE_MS, minutesFromEnvironment, nextFull, ONE_SECOND_MS, until } from "./time.mjs";

/**
 * Cron is on time for two minutes, silent for three or more, and back for the last one. The short form
 * begins in the minute under way, and there the cron of the last one comes late.
 */
const MINUTES = minutesFromEnvironment(scaled(6, 3));
const MINUTES_ON_TIME = scaled(2, 1);
const MINUTES_BACK = scaled(1, 0);
const STEP = 10 * ONE_SECOND_MS;
/** Late enough that the silence was told. */
const LATE_MS = 15 * ONE_SECOND_MS;
/** Cron has five seconds for its minute; then the clock covers for it, and takes a moment. */
const COVER_TIMEOUT_MS = 7_000;
const EACH = 5;

/** Does monitoring go on, and does everybody hear of it, when the platform's cron falls silent? */
export async function measureCron(folder) {
  const target = await startTarget();
  const instance = await startInstance({ stateDir: folder, token: TEST_TOKEN, servesCron: true });
  await createEndpoints(apiClient(instance), [...endpoints(target, 10), ...endpoints(target, 60)]);
  const next = nextFull(ONE_MINUTE_MS, Date.now());
  const from = scaled(next, next - ONE_MINUTE_MS);
  const to = from + MINUTES * ONE_MINUTE_MS - scaled(0, 30 * ONE_SECOND_MS);
  const received = [];
  const socket = openRoomClient(instance, (frame) => {
    const clockEvents = (frame.events ?? []).filter(({ type }) => type.startsWith("clock:"));
    received.push(...clockEvents.map((event) => ({ ...event, receivedAt: frame.receivedAt })));
  });
  const [health] = await Promise.all([
    askHealth(instance.url, { from: next, to }),
    fire(instance, from),
  ]);
  socket.close();
  await instance.stop();
  await target.close();
  const stored = readStored(folder, (query) => ({
    endpoints: query("select number, interval_seconds as seconds from endpoints"),
    ticks: scheduledTicks(query, { from: next, to: to - STEP }),
  }));
  return report({ from, next, to, heard: received, health, ...stored });
}

const endpoints = ({ url }, intervalSeconds) =>
  Array.from({ length: EACH }, (_, index) => ({
    name: `every ${intervalSeconds} s, ${index}`,
    url: `${url}/varied/100`,
    intervalSeconds,
  }));

const isSilent = (minute) => minute >= MINUTES_ON_TIME && minute < MINUTES - MINUTES_BACK;

/** A stand-in for the platform's cron: https://developers.cloudflare.com/workers/configuration/cron-triggers/ */
async function fire({ url }, from) {
  for (let minute = 0; minute < MINUTES; minute++) {
    const at = from + minute * ONE_MINUTE_MS;
    await until(at);
    if (!isSilent(minute)) await fireAt(url, at);
  }
  if (!isShort) return;
  const last = from + (MINUTES - 1) * ONE_MINUTE_MS;
  await until(last + LATE_MS);
  await fireAt(url, last);
}

async function fireAt(url, at) {
  const response = await fetch(`${url}/cdn-cgi/local/scheduled?cron=*+*+*+*+*&time=${at}`);
  const body = await response.text();
  if (!response.ok) throw new Error(`cron was not taken: ${response.status} ${body}`);
}

/** Once a second, as a load balancer or somebody else's monitor asks. */
async function askHealth(url, { from, to }) {
  const answers = [];
  for (let at = from; at < to; at += ONE_SECOND_MS) {
    await until(at);
    const response = await fetch(`${url}/healthz`);
    const { status } = await response.json();
    answers.push({ code: response.status, status, ms: Date.now() - at });
  }
  return answers;
}

function report({ from, next, to, heard: received, health, endpoints: all, ticks }) {
  const expected = Array.from(
    { length: (to - next) / STEP - 1 },
    (_, index) => next + index * STEP,
  );
  const isWrong = (at) => {
    const found = ticks.find((tick) => tick.at === at);
    const due = all.filter(({ seconds }) => (at / ONE_SECOND_MS) % seconds === 0);
    return (
      found?.numbers.toSorted().join() !==
      due
        .map(({ number }) => number)
        .sort()
        .join()
    );
  };
  const wrong = expected.filter(isWrong);
  const minutes = ticks.filter(({ at }) => at % ONE_MINUTE_MS === 0);
  const between = ticks.filter(({ at }) => at % ONE_MINUTE_MS !== 0);
  const since = from + (MINUTES_ON_TIME - 1) * ONE_MINUTE_MS;
  const unhealthy = health.filter(({ code }) => code !== 200);
  const lag = (some) => Math.max(...some.map(({ lagMs }) => lagMs));
  const goal = (label, actual, isMet) => ({ goal: label, seen: actual, isMet });
  return {
    title: `Cron: on time for ${MINUTES_ON_TIME} minutes, silent for ${MINUTES - MINUTES_ON_TIME - MINUTES_BACK}, and back`,
    text: [
      markdownTable([
        ["minute", "cron", "run by", "lag ms", "heard, s after the minute"],
        ...minutes.map(({ at, source, lagMs }) => {
          const minute = (at - from) / ONE_MINUTE_MS;
          const events = received
            .filter(({ receivedAt }) => receivedAt >= at && receivedAt < at + ONE_MINUTE_MS)
            .map(({ type, data, receivedAt }) => {
              const after = formatNumber((receivedAt - at) / ONE_SECOND_MS);
              return `${type} (${data.source}) ${after}`;
            });
          const cron = isSilent(minute) ? "silent" : "fires";
          return [`${minute}`, cron, source, formatNumber(lagMs), events.join(", ")];
        }),
      ]),
      `Ticks between full minutes: ${between.length}, the latest ${formatNumber(lag(between))} ms after its instant. /healthz: ${health.length} answers, the slowest after ${formatNumber(Math.max(...health.map(({ ms }) => ms)))} ms.`,
    ].join("\n\n"),
    goals: [
      ...[
        goal(
          `each of ${expected.length} ticks has all that was due`,
          wrong.length === 0 ? "all" : wrong.map((at) => new Date(at).toISOString()).join(", "),
          wrong.length === 0,
        ),
        goal(
          "a silence of cron is told once, and its end once",
          describeEvents(received),
          describeEvents(received) === describeStall(since),
        ),
        goal(
          "/healthz answers 200 all the time",
          `${unhealthy.length} others`,
          unhealthy.length === 0,
        ),
      ].map((one) => ({ ...one, isInvariant: true })),
      goal(
        `what cron leaves is covered for within ${formatNumber(COVER_TIMEOUT_MS)} ms`,
        formatNumber(lag(minutes)),
        lag(minutes) <= COVER_TIMEOUT_MS,
      ),
    ],
  };
}

const describeEvents = (events) =>
  events.map(({ type, data }) => `${type} of ${data.source} since ${data.since}`).join(", ");

const describeStall = (since) => {
  const stall = `of cron since ${new Date(since).toISOString()}`;
  return `clock:stalled ${stall}, clock:recovered ${stall}`;
};
