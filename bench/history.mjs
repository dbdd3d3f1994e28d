import { join } from "node:path";
import { runnerImport } from "vite";
import { apiClient } from "../scripts/api-client.mjs";
import { startInstance } from "../scripts/instance.mjs";
import { inRepository } from "../scripts/repository.mjs";
import { TEST_TOKEN } from "../scripts/test-token.mjs";
import { createEndpoints } from "./endpoints.mjs";
import { formatNumber, medianOf, markdownTable } from "./stats.mjs";
import {
  checkOf,
  fill,
  openState,
  readBars,
  readDays,
  storePackedTick,
} from "./history/packed.mjs";
import { fillRows, latencyRows, openRows, storeTickRows, uptimeRows } from "./history/rows.mjs";
import { scaled } from "./scale.mjs";

const ENDPOINTS = scaled(1_000, 50);
/** Ninety days of so many are two and a half million rows; a list of a thousand is told from them. */
const BASELINE_ENDPOINTS = scaled(20, 8);
const DAYS = scaled(90, 7);
const DAY_MS = 86_400_000;
const CHECKS_A_DAY = 1_440;
const ROUNDS = scaled(7, 2);

/** How large is the past, and how long does a page wait for it? */
export async function measureHistory(folder) {
  const { module: shapes } = await runnerImport(inRepository("bench", "history", "shapes.ts"), {
    configFile: false,
    logLevel: "error",
  });
  const now = Date.now();
  const instance = await startInstance({ stateDir: join(folder, "state"), token: TEST_TOKEN });
  const api = apiClient(instance);
  await createEndpoints(
    api,
    Array.from({ length: ENDPOINTS }, (_, index) => endpoint(index)),
  );
  await instance.stop();
  const state = openState(join(folder, "state"));
  const bytes = fill(state, shapes, { now, days: DAYS });
  state.db.close();
  const path = join(folder, "rows.sqlite");
  const rows = openRows(path);
  const from = now - DAYS * DAY_MS;
  const filled = fillRows(rows, path, { endpoints: BASELINE_ENDPOINTS, from, to: now });
  await instance.restart();
  const pages = await measureOurPages(api);
  await instance.stop();
  const theirs = await measureBaselinePages(rows, from, now);
  const { db } = openState(join(folder, "state"));
  const ours = {
    days: await timeRounds(() => readDays(db, shapes, 7, from)),
    list: await timeRounds(() => readBars(db, shapes, from)),
    rows: readDays(db, shapes, 7, from).rows,
  };
  const ticks = [1_000, 10_000].map((count) => measureTickWrite(count, db, shapes, rows));
  db.close();
  rows.close();
  return report({ bytes, filled, pages, ours, theirs, ticks });
}

const endpoint = (index) => ({
  name: `endpoint-${index}`,
  url: "http://127.0.0.1:9/",
  intervalSeconds: 86_400,
  paused: true,
});

/** Through the whole product, over HTTP. */
async function measureOurPages(api) {
  const { data } = await api("GET", "/endpoints?limit=1");
  const { id } = data[0];
  return {
    list: await timeRounds(async () => {
      for (let cursor = ""; cursor !== null;) {
        const page = await api(
          "GET",
          `/endpoints?limit=1000&bars=90${cursor && `&cursor=${cursor}`}`,
        );
        cursor = page.nextCursor;
      }
    }),
    uptime: await timeRounds(() => api("GET", `/endpoints/${id}/uptime?period=90d`)),
    latency: await timeRounds(() => api("GET", `/endpoints/${id}/latency?period=90d`)),
  };
}

/** Only the database, in process: the baseline pays for no server. */
async function measureBaselinePages(db, from, now) {
  const uptime = await timeRounds(() => uptimeRows(db, 7, from));
  return {
    uptime,
    list: uptime * ENDPOINTS,
    latency: await timeRounds(() => latencyRows(db, 7, from)),
    rows: Math.round((now - from) / 60_000),
  };
}

function measureTickWrite(count, db, shapes, rows) {
  const checks = Array.from({ length: count }, (_, index) => checkOf(index + 1, index));
  const times = { ours: [], theirs: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const at = Date.now() + round + count;
    times.ours.push(measureMs(() => storePackedTick(db, shapes, checks, at)));
    times.theirs.push(measureMs(() => storeTickRows(rows, checks, at)));
  }
  return { count, ours: medianOf(times.ours), theirs: medianOf(times.theirs) };
}

function measureMs(work) {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

async function timeRounds(work) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return medianOf(times);
}

function report({ bytes, filled, pages, ours, theirs, ticks }) {
  const perCheck = bytes / (ENDPOINTS * DAYS * CHECKS_A_DAY);
  const perRow = filled.bytes / filled.count;
  const theirDetail = theirs.uptime + theirs.latency;
  const faster = { detail: theirDetail / ours.days, list: theirs.list / ours.list };
  const fewer = theirs.rows / ours.rows;
  const times = (value) => `${formatNumber(value)} times`;
  return {
    title: `The past of ${formatNumber(ENDPOINTS)} endpoints, ${DAYS} days, a check a minute`,
    text: [
      markdownTable([
        ["", "Pharos", "a row per check, indexed", ""],
        [
          "database, bytes per check",
          formatNumber(perCheck),
          formatNumber(perRow),
          times(perRow / perCheck),
        ],
        ...ticks.map(({ count, ours: one, theirs: many }) => [
          `storing a tick of ${formatNumber(count)}, ms`,
          formatNumber(one),
          formatNumber(many),
          times(many / one),
        ]),
        [
          "an endpoint's 90 days, rows",
          formatNumber(ours.rows),
          formatNumber(theirs.rows),
          times(fewer),
        ],
        [
          "its uptime by day and percentiles, ms",
          formatNumber(ours.days),
          formatNumber(theirDetail),
          times(faster.detail),
        ],
        [
          "90 days of a thousand, for the list, ms",
          formatNumber(ours.list),
          `${formatNumber(theirs.list)} (from one endpoint)`,
          times(faster.list),
        ],
      ]),
      `Both in process, by SQLite alone. Over HTTP through the whole product, in the same run: the list with its bars ${formatNumber(pages.list)} ms, uptime of 90 days ${formatNumber(pages.uptime)} ms, percentiles of 90 days ${formatNumber(pages.latency)} ms.`,
    ].join("\n\n"),
    goals: [
      {
        goal: "each day of an endpoint is one row, and each check of the baseline one of its own",
        seen: `${ours.rows} days, ${filled.count} checks`,
        isMet: ours.rows === DAYS && filled.count === DAYS * CHECKS_A_DAY * BASELINE_ENDPOINTS,
        isInvariant: true,
      },
      {
        goal: "at most 6 bytes per check after 90 days",
        seen: formatNumber(perCheck),
        isMet: perCheck <= 6,
      },
      { goal: "at least 20 times fewer rows", seen: times(fewer), isMet: fewer >= 20 },
      {
        goal: "pages at least 10 times faster",
        seen: `detail ${times(faster.detail)}, list ${times(faster.list)}`,
        isMet: faster.detail >= 10 && faster.list >= 10,
      },
    ],
  };
}
