import { apiClient } from "../scripts/api-client.mjs";
import { startInstance } from "../scripts/instance.mjs";
import { TEST_TOKEN } from "../scripts/test-token.mjs";
import { createChannels, startChaosServer } from "./chaos/world.mjs";
import { createEndpoints } from "./endpoints.mjs";
import { formatNumber, sum, markdownTable } from "./stats.mjs";
import { waitUntilUp } from "./kill/wait-until-up.mjs";
import { VICTIMS } from "./kill/victims.mjs";
import { seeded } from "./random.mjs";
import { isShort, scaled } from "./scale.mjs";
import { readStored } from "./read-database.mjs";
import { ONE_MINUTE_MS, minutesFromEnvironment, nextFull, ONE_SECOND_MS, until } from "./time.mjs";

const MINUTES = minutesFromEnvironment(scaled(8, 0.75));
const ENDPOINTS = Number(process.env.ENDPOINTS ?? scaled(500, 40));
const KILLS = scaled(10, 2);
/** How often each is checked, and at most how often it comes and goes. */
const INTERVAL_SECONDS = scaled(60, 20);
const PERIOD_MS = scaled(100, 40) * ONE_SECOND_MS;
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000));
/** Messages a minute that each channel may be sent. */
const BOUNDS = { healthy: 12, slow: 30, dead: 12 };
/** A dead channel is tried at least every five minutes while there is news. */
const DRAIN_TIMEOUT_MS = 12 * ONE_MINUTE_MS;

/** Hundreds of endpoints flap, one channel is dead and one slow, and the runtime is killed: who is told? */
export async function measureChaos(folder) {
  console.log(`SEED=${SEED} repeats who flaps when, and what is killed.`);
  const random = seeded(SEED);
  const schedules = Array.from({ length: ENDPOINTS }, () => ({
    periodMs: PERIOD_MS * (1 + random()),
    phase: random(),
  }));
  /** From then on all is well. */
  let calmAt = Infinity;
  const world = await startChaosServer((index) => isUp(schedules[index], Date.now(), calmAt));
  world.answers.dead = { status: 503 };
  world.answers.slow = { delayMs: 3 * ONE_SECOND_MS };
  const instance = await startInstance({ stateDir: folder, token: TEST_TOKEN });
  const api = apiClient(instance);
  const channels = await createChannels(api, world, BOUNDS);
  await createEndpoints(
    api,
    schedules.map((_, index) => ({
      name: `E${index}`,
      url: `${world.url}/e/${index}`,
      intervalSeconds: INTERVAL_SECONDS,
      failureThreshold: 1,
      recoveryThreshold: 1,
      retryDelaySeconds: null,
    })),
  );
  const start = nextFull(scaled(ONE_MINUTE_MS, ONE_SECOND_MS), Date.now());
  calmAt = start + MINUTES * ONE_MINUTE_MS;
  const backAt = start + 0.75 * MINUTES * ONE_MINUTE_MS;
  // Refused twice it would wait for five minutes.
  const outageEnd = isShort ? firstMessage(world, "dead") : until(backAt);
  const back = outageEnd.then(() => delete world.answers.dead);
  const kills = [];
  for (let index = 0; index < KILLS; index++) {
    await until(start + ((index + random()) / KILLS) * (calmAt - start));
    const victim = Object.keys(VICTIMS)[Math.floor(random() * Object.keys(VICTIMS).length)];
    await VICTIMS[victim](instance);
    // What mends itself is not killed again before it has.
    await waitUntilUp(instance.url);
    kills.push(victim);
    console.log(`${new Date().toISOString()} killed ${victim}`);
  }
  await back;
  await until(calmAt);
  const drainedMs = await waitUntilDrained(folder, calmAt);
  await instance.stop();
  world.close();
  const found = readStored(folder, (query) => ({
    incidents: query("select id, resolved_at from incidents"),
    dead: query(
      `select channel_id as channelId, payload ->> 'kind' as kind, alert_id as alertId
        from deliveries where status = 'dead'`,
    ),
    left: query("select count(*) as count from outbox")[0].count,
  }));
  return report({ found, channels, world, kills, drainedMs });
}

async function firstMessage(world, channel) {
  while (world.lettersOf(channel).length === 0) await until(Date.now() + 20);
}

/** Each comes and goes with a rhythm of its own, and stays up at the end. */
const isUp = ({ periodMs, phase }, now, calmAt) =>
  now >= calmAt || Math.floor(now / periodMs + phase) % 2 === 0;

/** How long it takes after the last change until nothing waits and nothing is open. */
async function waitUntilDrained(folder, calmAt) {
  while (Date.now() < calmAt + DRAIN_TIMEOUT_MS) {
    const [{ waiting }] = readStored(folder, (query) =>
      query(`select (select count(*) from outbox) + (select count(*) from alerts)
        + (select count(*) from deliveries where status = 'waiting')
        + (select count(*) from incidents where resolved_at is null) as waiting`),
    );
    if (waiting === 0) return Date.now() - calmAt;
    await until(Date.now() + ONE_SECOND_MS);
  }
  return Infinity;
}

const KINDS = { opened: "incident.started", ended: "incident.resolved" };

function report({ found, channels, world, kills, drainedMs }) {
  const expected = found.incidents.flatMap(({ id, resolved_at: resolvedAt }) => [
    `${KINDS.opened} ${id}`,
    ...(resolvedAt === null ? [] : [`${KINDS.ended} ${id}`]),
  ]);
  const results = Object.fromEntries(
    Object.entries(BOUNDS).map(([name, bound]) => {
      const messages = world.lettersOf(name);
      const accepted = messages.filter(({ status }) => status === 200);
      const ids = Map.groupBy(
        accepted.flatMap(({ id, news: events }) => events.map(({ key }) => ({ id, key }))),
        ({ key }) => key,
      );
      const deadKeys = new Set(
        found.dead
          .filter(({ channelId }) => channelId === channels[name].id)
          .map(({ kind, alertId }) => `${KINDS[kind]} ${alertId}`),
      );
      return [
        name,
        {
          letters: messages.length,
          told: ids.size,
          missing: expected.filter((key) => !ids.has(key) && !deadKeys.has(key)).length,
          buried: deadKeys.size,
          twice: [...ids.values()].filter((all) => new Set(all.map(({ id }) => id)).size > 1)
            .length,
          again: accepted.length - new Set(accepted.map(({ id }) => id)).size,
          most: maxPerMinute(messages.map(({ leftAt }) => leftAt)),
          bound,
        },
      ];
    }),
  );
  const all = Object.values(results);
  const goal = (label, value, limit = 0) => ({
    goal: label,
    seen: formatNumber(value),
    isMet: value <= limit,
  });
  return {
    title: `Chaos: ${ENDPOINTS} endpoints flap for ${MINUTES} minutes, ${kills.length} times \`kill -9\` (SEED=${SEED})`,
    text: [
      markdownTable([
        [
          "channel",
          "requests",
          "notifications taken",
          "missing",
          "in dead letters",
          "in two letters",
          "letters again with their id",
          "most that left within a minute (bound)",
        ],
        ...Object.entries(results).map(([name, one]) => [
          name,
          ...[one.letters, one.told, one.missing, one.buried, one.twice, one.again].map(String),
          `${one.most} (${one.bound})`,
        ]),
      ]),
      `${expected.length} transitions to tell of, each to three webhooks; the slow one takes 3 s, the dead one answers 503 for three quarters of the time. Killed: ${kills.join(", ")}. ${formatNumber(drainedMs / ONE_SECOND_MS)} s after the last change nothing waited.`,
    ].join("\n\n"),
    goals: [
      {
        goal: "there was something to tell",
        seen: `${expected.length} transitions`,
        isMet: expected.length > 0,
        isInvariant: true,
      },
      ...[
        goal("transitions that the healthy channel was not told of", results.healthy.missing),
        goal("or the slow one", results.slow.missing),
        goal("or the dead one, and that are in no dead letter", results.dead.missing),
        goal(
          "notifications that came in two different letters",
          sum(all.map(({ twice }) => twice)),
        ),
        goal(
          "channels that were sent more in a minute than their bound",
          all.filter(({ most, bound }) => most > bound).length,
        ),
        goal("left in the outbox", found.left),
      ].map((one) => ({ ...one, isInvariant: true })),
      goal(
        "minutes until nothing waits",
        drainedMs / ONE_MINUTE_MS,
        DRAIN_TIMEOUT_MS / ONE_MINUTE_MS,
      ),
    ],
  };
}

/** The most within any minute, by the second in which each says that it left. */
function maxPerMinute(instants) {
  let most = 0;
  for (let first = 0, last = 0; last < instants.length; last++) {
    while (instants[last] - instants[first] >= ONE_MINUTE_MS) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
