import { apiClient } from "../scripts/api-client.mjs";
import { startInstance } from "../scripts/instance.mjs";
import { startTarget } from "../worker/test/fake-target/server.mjs";
import { TEST_TOKEN } from "../scripts/test-token.mjs";
import { createEndpoints } from "./endpoints.mjs";
import { formatNumber, medianOf, sum, markdownTable } from "./stats.mjs";
import { waitUntilUp } from "./kill/wait-until-up.mjs";
import { inconsistencies, unstoredEvents } from "./kill/consistency.mjs";
import { losses, takeSnapshot } from "./kill/snapshot.mjs";
import { VICTIMS } from "./kill/victims.mjs";
import { openRoomClient } from "./room-client.mjs";
import { seeded } from "./random.mjs";
import { scaled } from "./scale.mjs";
import { readStored, scheduledTicks } from "./read-database.mjs";
import { ONE_MINUTE_MS, minutesFromEnvironment, nextFull, ONE_SECOND_MS, until } from "./time.mjs";

const MINUTES = minutesFromEnvironment(scaled(10, 1));
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000));
const STEP = 10 * ONE_SECOND_MS;
const LATE_MS = 5_000;
/** Nobody waits longer for an answer or a tick; what has not come by then is reported as missing. */
const TIMEOUT_MS = 60 * ONE_SECOND_MS;

/** What does `kill -9` at any moment take with it? */
export async function measureKill(folder) {
  console.log(`SEED=${SEED} repeats the moments and what is killed.`);
  const random = seeded(SEED);
  const target = await startTarget();
  const instance = await startInstance({ stateDir: folder, token: TEST_TOKEN });
  await createEndpoints(apiClient(instance), endpoints(target.url));
  const collector = collectEvents(instance);
  const end = Date.now() + MINUTES * ONE_MINUTE_MS;
  await until(nextFull(scaled(ONE_MINUTE_MS, STEP), Date.now()));
  const rounds = [];
  while (rounds.length === 0 || Date.now() < end - ONE_MINUTE_MS) {
    const one = await runRound(folder, instance, random);
    console.log(describe(one));
    rounds.push(one);
  }
  await until(end);
  collector.stop();
  await instance.stop();
  await target.close();
  const found = readStored(folder, (query) => ({
    wrong: inconsistencies(query),
    untold: unstoredEvents(query, collector.events),
    incidents: query("select * from incidents").length,
    transitions: query("select * from transitions").length,
    ticks: query("select * from ticks where stored_at is not null").length,
    died: query("select * from ticks where stored_at is null").length,
  }));
  for (const problem of [...found.wrong, ...found.untold]) console.log(problem);
  return report(rounds, found, collector.events.length);
}

/** Some that are well, some that come and go, and two that hang, so that ticks take their time. */
function endpoints(targetUrl) {
  const many = (count, path, settings) =>
    Array.from({ length: count }, (_, index) => ({
      name: `${path(index)} ${settings.intervalSeconds}`,
      url: `${targetUrl}${path(index)}`,
      ...settings,
    }));
  return [
    ...many(10, (index) => `/varied/${100 + index}`, { intervalSeconds: 10 }),
    ...many(10, (index) => `/varied/${200 + index}`, { intervalSeconds: 60 }),
    ...many(8, (index) => `/flap/${25 + 8 * index}`, { intervalSeconds: 10 }),
    ...many(8, (index) => `/flap/${27 + 8 * index}`, { intervalSeconds: 10, failureThreshold: 1 }),
    ...many(4, (index) => `/flap/${70 + 20 * index}`, { intervalSeconds: 60 }),
    ...many(2, (index) => `/hang?${index}`, { intervalSeconds: 60, timeoutMs: 5_000 }),
  ];
}

/** All that is told in the room `all`, by whatever connection there is. */
function collectEvents(instance) {
  const events = [];
  let socket = null;
  let isOver = false;
  const connect = () => {
    if (isOver) return;
    socket = openRoomClient(
      instance,
      (frame) => events.push(...(frame.events ?? [])),
      () => setTimeout(connect, 250),
    );
  };
  connect();
  const stop = () => {
    isOver = true;
    socket.close();
  };
  return { events, stop };
}

async function runRound(folder, instance, random) {
  const names = Object.keys(VICTIMS);
  const victim = names[Math.floor(random() * names.length)];
  // At any moment, or within the first half second of a tick, where most is under way.
  await until(
    random() < 0.5
      ? Date.now() + (2 + 18 * random()) * ONE_SECOND_MS
      : nextFull(STEP, Date.now() + 2 * ONE_SECOND_MS) + 500 * random(),
  );
  const before = readStored(folder, takeSnapshot);
  const killedAt = Date.now();
  await VICTIMS[victim](instance);
  const answersAt = await waitUntilUp(instance.url);
  const tick = await waitForStoredTick(folder, nextFull(STEP, answersAt));
  const lost = losses(before, readStored(folder, takeSnapshot));
  for (const loss of lost) console.log(loss);
  // From the one that may have been under way.
  const from = killedAt - (killedAt % STEP);
  const between = readStored(folder, (query) =>
    scheduledTicks(query, { from, to: tick.at }),
  ).filter(({ storedAt }) => storedAt !== null);
  return {
    victim,
    killedAt,
    answersAt,
    tick,
    lost,
    missed: (tick.at - from) / STEP - between.length,
    late: between.filter(({ lagMs }) => lagMs > LATE_MS).length,
  };
}

/** The tick of this instant, once it is stored; without a lag when it never is. */
async function waitForStoredTick(folder, at) {
  while (Date.now() < at + TIMEOUT_MS) {
    const [tick] = readStored(folder, (query) => scheduledTicks(query, { from: at, to: at + 1 }));
    if (tick?.storedAt) return tick;
    await until(Date.now() + 200);
  }
  return { at, lagMs: Infinity };
}

const answersMs = ({ answersAt, killedAt }) => answersAt - killedAt;
const nextTickMs = ({ tick, answersAt }) => tick.at + tick.lagMs - answersAt;

const describe = (one) =>
  [
    `${new Date(one.killedAt).toISOString()} ${one.victim}:`,
    `answers after ${formatNumber(answersMs(one) / ONE_SECOND_MS)} s,`,
    `ticks ${formatNumber(nextTickMs(one) / ONE_SECOND_MS)} s later with a lag of ${formatNumber(one.tick.lagMs)} ms,`,
    `${one.missed} ticks missed, ${one.late} run late, ${one.lost.length} rows lost`,
  ].join(" ");

function report(rounds, found, eventCount) {
  const spread = (values) =>
    `${formatNumber(medianOf(values))}, ${formatNumber(Math.max(...values))}`;
  const rows = Object.keys(VICTIMS).flatMap((victim) => {
    const ours = rounds.filter((one) => one.victim === victim);
    if (ours.length === 0) return [];
    return [
      [
        victim,
        `${ours.length}`,
        spread(ours.map((one) => answersMs(one) / ONE_SECOND_MS)),
        spread(ours.map((one) => nextTickMs(one) / ONE_SECOND_MS)),
        spread(ours.map(({ tick }) => tick.lagMs)),
        `${sum(ours.map(({ missed }) => missed))}`,
        `${sum(ours.map(({ late }) => late))}`,
      ],
    ];
  });
  const lost = sum(rounds.map((one) => one.lost.length));
  const goal = (label, actual, limit = 0) => ({
    goal: label,
    seen: formatNumber(actual),
    isMet: actual <= limit,
  });
  return {
    title: `Kill: ${rounds.length} times \`kill -9\` in ${MINUTES} minutes (SEED=${SEED})`,
    text: [
      markdownTable([
        [
          "killed",
          "times",
          "answers after s",
          "next tick s later",
          "its lag ms",
          "missed",
          "run late",
        ],
        ...rows,
      ]),
      `Median and worst; of the ticks from the kill to the next one those that were never stored, or run later than ${formatNumber(LATE_MS)} ms. Stored: ${found.ticks} ticks, ${found.transitions} transitions, ${found.incidents} incidents; ${found.died} ticks had begun and died; ${eventCount} events were told.`,
    ].join("\n\n"),
    goals: [
      ...[
        goal("nothing stored is gone or changed", lost),
        goal("nothing told is not stored", found.untold.length),
        goal("statuses chain, and each DOWN is one incident", found.wrong.length),
      ].map((one) => ({ ...one, isInvariant: true })),
      goal(
        `the tick after the restart begins within ${formatNumber(LATE_MS)} ms of its instant`,
        Math.max(...rounds.map(({ tick }) => tick.lagMs)),
        LATE_MS,
      ),
    ],
  };
}
