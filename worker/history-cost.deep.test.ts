import { describe, expect, it } from "vitest";
import { HOUR_MS } from "./domain/schedule";
import {
  fillTicks,
  minutes,
  rollUpAll,
  numberedCheck,
  storeManyEndpoints,
} from "./test/fixtures/history";
import { allAnswer, countRowsIn, tickPortsWith, queryRows } from "./test/fixtures/pipeline";
import { countRows } from "./test/fixtures/query-counter";
import { bindings, db, minuteAt, TEST_START, storeEndpoint } from "./test/fixtures/worker";
import { runTick } from "./pipeline";
import { rollUpNextHour } from "./store/rollups";

const DAY_MS = 24 * HOUR_MS;
const HOURS_KEPT = 90 * 24;

describe("keeping history", () => {
  it("[BU3] writes at most 0.05 rows a check, roll-ups and what falls out of them included", async () => {
    const ENDPOINTS = 1_000;
    await storeManyEndpoints(ENDPOINTS);
    await runTick(tickPortsWith(), minuteAt(-1));
    // What is to be cleared away in this hour: an hour's rows of ninety days ago, ticks of two days ago.
    const hour = TEST_START / HOUR_MS;
    const old = "select number, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null, x'' from endpoints";
    await bindings.DB.prepare(`insert into hourly_rollups ${old}`)
      .bind(hour - HOURS_KEPT)
      .run();
    await bindings.DB.prepare("insert into rollup_cursor values (1, ?, ?)")
      .bind(hour - 1, TEST_START)
      .run();
    await fillTicks(
      minutes(TEST_START - 3 * DAY_MS, TEST_START - 3 * DAY_MS + HOUR_MS).map((at) => ({
        at,
        checks: [numberedCheck(1, "UP")],
      })),
    );
    const { written } = await countRows(async () => {
      for (let index = 0; index < 60; index++)
        await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(index));
      await rollUpNextHour(db, { now: minuteAt(63), timeZone: "UTC" });
    });
    expect(await countRowsIn("hourly_rollups")).toBe(ENDPOINTS);
    expect(await countRowsIn(`ticks where at < ${TEST_START - 2 * DAY_MS}`)).toBe(0);
    // A day more is one row each, a day of bars one for all: a twenty-fourth of this hour's share.
    const perCheck = (written + (ENDPOINTS + 1) / 24) / (60 * ENDPOINTS);
    expect(perCheck).toBeLessThanOrEqual(0.05);
  }, 60_000);

  it("[BU4] stays the same size once what is kept is full", async () => {
    await storeEndpoint("shop");
    await bindings.DB.prepare("update endpoint_states set status = 'UP', since = 0").run();
    const first = TEST_START - 8 * HOUR_MS;
    await fillYear(first);
    const sizes: number[] = [];
    for (let day = 0; day < 6; day++) {
      const from = first + day * DAY_MS;
      // Three checks an hour stand for sixty: rows are what is counted here.
      const instants = minutes(from, from + DAY_MS).filter((at) => at % (20 * 60_000) === 0);
      await fillTicks(
        instants.map((at) => ({ at, checks: [numberedCheck(1, "UP", 90 + (at % 37))] })),
      );
      await rollUpAll(from + DAY_MS + 3 * 60_000);
      // A tick clears away at most two others: by hand here, as there are three an hour.
      await bindings.DB.prepare("delete from ticks where at < ?")
        .bind(from - DAY_MS)
        .run();
      sizes.push((await countRowsIn("hourly_rollups")) + (await countRowsIn("ticks")));
    }
    expect(await countRowsIn("daily_rollups")).toBe(365 + 6);
    expect(await countRowsIn("status_bars")).toBe(365 + 6);
    expect(await countRowsIn("hourly_rollups")).toBe(HOURS_KEPT);
    expect(new Set(sizes.slice(2)).size).toBe(1);
    expect(await queryRows("select distinct up from daily_rollups")).toEqual([{ up: 72 }]);
  }, 120_000);
});

/** What a year of three checks an hour has left behind: 365 days, and the hours of the last ninety. */
async function fillYear(end: number) {
  const counts = "72, 0, 0, 0, 86400000, 0, 0, 0, 0, null, null, x''";
  const days = Array.from({ length: 365 }, (_, index) =>
    new Date(end - (index + 1) * DAY_MS).toISOString().slice(0, 10),
  );
  const last = end / HOUR_MS - 1;
  const hours = Array.from({ length: HOURS_KEPT }, (_, index) => last - index);
  const insert = (into: string, values: readonly unknown[]) =>
    bindings.DB.prepare(`insert into ${into} from json_each(?)`).bind(JSON.stringify(values));
  await bindings.DB.batch([
    insert(`daily_rollups select 1, value, ${counts}`, days),
    insert("status_bars select value, x''", days),
    insert(`hourly_rollups select 1, value, ${counts}`, hours),
    bindings.DB.prepare("insert into rollup_cursor values (1, ?, ?)").bind(last, end),
  ]);
}
