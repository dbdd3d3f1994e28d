import { apiClient } from "../scripts/api-client.mjs";
import { startInstance } from "../scripts/instance.mjs";
import { anyPort, HOST } from "../scripts/port.mjs";
import { inRepository, nodePath } from "../scripts/repository.mjs";
import { TEST_TOKEN } from "../scripts/test-token.mjs";
import { createEndpoints } from "./endpoints.mjs";
import { formatNumber, medianOf, percentile, sum, markdownTable } from "./stats.mjs";
import { cpuMs, peakMb } from "./process-cost.mjs";
import { scaled } from "./scale.mjs";
import { startServer } from "./server.mjs";
import { otherTicks, readStored, scheduledTicks } from "./read-database.mjs";
import { ONE_MINUTE_MS, minutesFromEnvironment, nextFull, ONE_SECOND_MS, until } from "./time.mjs";

const MINUTES = minutesFromEnvironment(scaled(10, 1));
const ENDPOINTS = Number(process.env.ENDPOINTS ?? scaled(1_000, 100));
const HANGING = Number(process.env.HANGING ?? ENDPOINTS / 50);
/** `together`: created one after the other, as a rack that is lost. `spread`: evenly among all. */
const PLACEMENT = process.env.PLACEMENT ?? "together";
const TIMEOUT_MS = scaled(10_000, 3_000);
const LATE_MS = 5_000;
/** The first checks, by hand and then again, have ended. */
const SETTLE_MS = scaled(30, 8) * ONE_SECOND_MS;
/** A crash, or a change of the sources or packages that it is built from, which it follows at once. */
const INTERRUPTED = /Reloading local server|crashed unexpectedly/;
/** Before a tick and after the last one, where nothing is under way. */
const MARGIN_MS = 500;

/** Is every endpoint checked once a minute, on time, while some hang? */
export async function measureSchedule(folder) {
  const port = await anyPort();
  const target = await startServer(nodePath(), [inRepository("bench", "schedule", "target.mjs")], {
    port,
    env: { PORT: port },
  });
  const targetUrl = `http://${HOST}:${port}`;
  let interruptions = 0;
  const onLine = (line) => (interruptions += INTERRUPTED.test(line) ? 1 : 0);
  const instance = await startInstance({ stateDir: folder, token: TEST_TOKEN, onLine });
  const endpoints = Array.from({ length: ENDPOINTS }, (_, index) => endpoint(targetUrl, index));
  await createEndpoints(apiClient(instance), endpoints);
  const from = nextFull(ONE_MINUTE_MS, Date.now() + SETTLE_MS);
  const to = from + MINUTES * ONE_MINUTE_MS;
  await until(from - MARGIN_MS);
  const before = cpuMs(instance.pid);
  await until(to - MARGIN_MS);
  const cpu = cpuMs(instance.pid) - before;
  const memory = peakMb(instance.pid, (name) => name === "workerd");
  const asked = await (await fetch(`${targetUrl}/asked`)).json();
  await instance.stop();
  await target.stop();
  const stored = readStored(folder, (query) => ({
    names: new Map(
      query("select number, name from endpoints").map(({ number, name }) => [number, name]),
    ),
    ticks: scheduledTicks(query, { from, to }),
    others: otherTicks(query, { from, to }),
  }));
  const ticks = Array.from({ length: MINUTES }, (_, index) =>
    tickAt(from + index * ONE_MINUTE_MS, stored, asked),
  );
  const extra = stored.ticks.length - ticks.filter(({ row }) => row).length;
  return report({ ticks, extra, cpu, memory, interruptions });
}

const isHanging = (index) =>
  PLACEMENT === "spread" ? index % (ENDPOINTS / HANGING) === 0 : index < HANGING;

const endpoint = (targetUrl, index) => ({
  name: `endpoint-${index}`,
  url: `${targetUrl}/${isHanging(index) ? "hang" : "well"}/endpoint-${index}`,
  intervalSeconds: 60,
  timeoutMs: TIMEOUT_MS,
});

/** One minute as the database has it, and as the target saw it. */
function tickAt(at, { names, ticks, others }, asked) {
  const row = ticks.find((tick) => tick.at === at);
  const inMinute = (instant) => instant >= at && instant < at + ONE_MINUTE_MS;
  const results = countValues(row?.numbers ?? []);
  const again = countValues(
    others.filter((tick) => inMinute(tick.at)).flatMap((tick) => tick.numbers),
  );
  const each = [...names].map(([number, name]) => {
    const arrivals = (asked[name] ?? []).filter(inMinute);
    return {
      isHanging: isHanging(Number(name.split("-")[1])),
      results: results.get(number) ?? 0,
      asked: arrivals.length - (again.get(number) ?? 0),
      startMs: arrivals.length > 0 ? arrivals[0] - at : Infinity,
    };
  });
  return { at, row, each };
}

function countValues(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function report({ ticks, extra, cpu, memory, interruptions }) {
  const all = ticks.flatMap(({ each }) => each);
  const count = (is) => all.filter(is).length;
  const starts = (hanging) =>
    all.filter(({ isHanging }) => isHanging === hanging).map(({ startMs }) => startMs);
  const lags = ticks.map(({ row }) => row?.lagMs ?? Infinity);
  const spread = (values) => [0.5, 0.99, 1].map((share) => formatNumber(percentile(values, share)));
  const missed = {
    stored: count(({ results }) => results < 1),
    asked: count(({ asked }) => asked < 1),
  };
  const doubled = {
    stored: count(({ results }) => results > 1) + extra,
    asked: count(({ asked }) => asked > 1),
  };
  const latest = Math.max(...starts(false), ...starts(true));
  const perSecond = medianOf(
    ticks.map(({ each }) => {
      const prompt = each.filter(({ isHanging }) => !isHanging);
      return (prompt.length * ONE_SECOND_MS) / Math.max(...prompt.map(({ startMs }) => startMs));
    }),
  );
  const checks = sum(all.map(({ results }) => results));
  const only = (value) => [value, "", ""];
  return {
    title: `Schedule: ${formatNumber(ENDPOINTS)} endpoints every 60 s for ${MINUTES} minutes, ${HANGING} of them hanging (${PLACEMENT})`,
    text: markdownTable([
      ["", "p50", "p99", "latest"],
      ["the tick begins after its instant, ms", ...spread(lags)],
      ["a check that answers begins after it, ms", ...spread(starts(false))],
      ["a check that hangs begins after it, ms", ...spread(starts(true))],
      ["checks expected", ...only(formatNumber(all.length))],
      ["missed: in the database, at the target", ...only(`${missed.stored}, ${missed.asked}`)],
      ["doubled: in the database, at the target", ...only(`${doubled.stored}, ${doubled.asked}`)],
      ["checks begun per second of a tick", ...only(formatNumber(perSecond))],
      ["CPU ms per check, of the whole runtime", ...only(formatNumber(cpu / checks))],
      [
        "CPU, share of one core",
        ...only(`${formatNumber((100 * cpu) / (MINUTES * ONE_MINUTE_MS))} %`),
      ],
      ["peak memory of workerd, MB", ...only(formatNumber(memory))],
    ]),
    goals: [
      { ...goalRow("no check missed", missed.stored + missed.asked, 0), isInvariant: true },
      { ...goalRow("no check doubled", doubled.stored + doubled.asked, 0), isInvariant: true },
      goalRow(`no tick begins later than ${formatNumber(LATE_MS)} ms`, Math.max(...lags), LATE_MS),
      goalRow(`no check begins later than ${formatNumber(LATE_MS)} ms`, latest, LATE_MS),
      goalRow("the runtime neither crashed nor was reloaded", interruptions, 0),
    ],
  };
}

const goalRow = (label, actual, limit) => ({
  goal: label,
  seen: formatNumber(actual),
  isMet: actual <= limit,
});
