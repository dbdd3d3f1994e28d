import { afterEach, describe, expect, it, vi } from "vitest";
import {
  fillLongHistory,
  MIDNIGHT,
  rollUpAll,
  fillThreeDays,
  storeManyEndpoints,
} from "../test/fixtures/history";
import { countRows } from "../test/fixtures/query-counter";
import { fetchApi } from "../test/fixtures/worker";
import type { EndpointList } from "../protocol/api";
import type { DaysView } from "../protocol/history";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** At most, by D1's own counters; see docs/architecture.md. */
const BUDGETS = { list: 3_000, detail: 300, again: 30, chartAgain: 120, later: 800 };

afterEach(() => {
  vi.useRealTimers();
});
const at = (now: number) => vi.useFakeTimers({ now, toFake: ["Date"] });

async function readList(): Promise<EndpointList["data"]> {
  const all: EndpointList["data"] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: EndpointList = await (
      await fetchApi(`/endpoints?limit=1000&bars=90${cursor && `&cursor=${cursor}`}`)
    ).json();
    all.push(...page.data);
    cursor = page.nextCursor;
  }
  return all;
}

describe.each([1, 400])("after %i days", (days) => {
  const NOW = MIDNIGHT + 12 * HOUR + 30 * 60_000;

  it(`[BU1] the list of a thousand endpoints with their bars reads at most ${BUDGETS.list} rows`, async () => {
    await storeManyEndpoints(1_000);
    await fillLongHistory(NOW, 1_000, days);
    at(NOW);
    const { result, read } = await countRows(readList);
    expect(result.length).toBe(1_000);
    expect(result[0]!.bars?.days.length).toBe(90);
    expect(result[49]!.lastResponseTime).not.toBeNull();
    expect(result[0]!.lastHour?.slots.filter((slot) => slot !== null).length).toBe(19);
    expect(read).toBeLessThanOrEqual(BUDGETS.list);
  }, 60_000);

  it(`[BU2] the page of one endpoint reads at most ${BUDGETS.detail} rows`, async () => {
    await storeManyEndpoints(1_000);
    await fillLongHistory(NOW, 1_000, days);
    at(NOW);
    const reading = (...paths: string[]) =>
      countRows(async () => {
        for (const path of paths) expect((await fetchApi(path)).status).toBe(200);
      });
    const loaded = await reading(
      "/endpoints/e0",
      "/endpoints/e0/checks?limit=60",
      "/endpoints/e0/uptime?period=90d",
      "/endpoints/e0/slo",
      "/incidents?endpointId=e0&limit=20",
    );
    expect(loaded.read).toBeLessThanOrEqual(BUDGETS.detail);
    // What no event tells is read again now and then, while somebody looks.
    const refreshed = await reading("/endpoints/e0/uptime?period=24h");
    expect(refreshed.read).toBeLessThanOrEqual(BUDGETS.again);
    const chart = await reading("/endpoints/e0/latency?period=24h");
    expect(chart.read).toBeLessThanOrEqual(BUDGETS.chartAgain);
    // Once, after the page has shown: a year of days, and the chart where it is seen.
    const later = await reading(
      "/endpoints/e0/uptime?period=365d",
      "/endpoints/e0/latency?period=7d",
      "/incidents?endpointId=e0&limit=200",
      "/maintenances?limit=200",
    );
    expect(later.read).toBeLessThanOrEqual(BUDGETS.later);
  }, 60_000);
});

it("[BA3] the days of everything are one list, and cost a row each", async () => {
  const NOW = MIDNIGHT + 2 * DAY + 6.5 * HOUR;
  await fillThreeDays(NOW);
  await rollUpAll(NOW);
  at(NOW);
  const { result, read } = await countRows(async () =>
    (await fetchApi("/uptime/daily?days=5")).json<DaysView>(),
  );
  expect(result.data.map(({ worst, incidents }) => [worst, incidents])).toEqual([
    ["UNKNOWN", 0],
    ["UNKNOWN", 0],
    ["DOWN", 1],
    ["UP", 0],
    ["DOWN", 1],
  ]);
  expect(result.data.at(-1)).toMatchObject({ day: "2026-01-07", uptime: 1 - 0.5 / 6.5 });
  expect(read).toBeLessThanOrEqual(12);
  for (const days of ["0", "401", "-1", "x"]) {
    expect((await fetchApi(`/uptime/daily?days=${days}`)).status).toBe(400);
  }
}, 30_000);

it("[BA2] a list tells each day in a letter, and what was down of those that were", async () => {
  const NOW = MIDNIGHT + 2 * DAY + 6.5 * HOUR;
  await fillThreeDays(NOW);
  await rollUpAll(NOW);
  at(NOW);
  const list = await (await fetchApi("/endpoints?bars=5")).json<EndpointList>();
  expect(list.barDays).toEqual([3, 4, 5, 6, 7].map((day) => `2026-01-0${day}`));
  expect(list.data[0]!.bars).toEqual({
    days: "NNDUD",
    uptime: 1 - 1.5 / 54.5,
    down: {
      2: { uptime: 1 - 1 / 24, downtimeMs: HOUR, incidents: 1 },
      4: { uptime: 1 - 0.5 / 6.5, downtimeMs: HOUR / 2, incidents: 1 },
    },
  });
  for (const bars of ["401", "-1", "many"]) {
    expect((await fetchApi(`/endpoints?bars=${bars}`)).status).toBe(400);
  }
}, 30_000);
