import { describe, expect, it } from "vitest";
import { unpackBars } from "./domain/history/bars";
import type { Endpoint } from "./domain/checks/endpoint";
import { quantile, unpackHistogram } from "./domain/history/histogram";
import { HOUR_MS } from "./domain/schedule";
import {
  ANSWERED_OBSERVATION,
  countRowsIn,
  FAILED_OBSERVATION,
  tickPortsWith,
  queryRows,
  probeEach,
} from "./test/fixtures/pipeline";
import { changeStatus } from "./test/fixtures/history";
import { bindings, db, minuteAt, TEST_START, storeEndpoint } from "./test/fixtures/worker";
import { runTick } from "./pipeline";
import { rollUpNextHour } from "./store/rollups";

const hour = TEST_START / HOUR_MS;
const UTC = { timeZone: "UTC" };
const rollUpAll = async (now: number, timeZone = "UTC") => {
  const hours: number[] = [];
  for (;;) {
    const rolled = await rollUpNextHour(db, { now, timeZone });
    if (!rolled) return hours;
    hours.push(rolled.hour - hour);
  }
};
/** Ticks each minute, between two minutes from the start; endpoints are due each five. */
async function ticks(
  from: number,
  to: number,
  failing: (at: number, endpoint: Endpoint) => boolean,
) {
  for (let index = from; index < to; index++) {
    const probe = probeEach((endpoint) =>
      failing(index, endpoint)
        ? FAILED_OBSERVATION
        : { ...ANSWERED_OBSERVATION, responseTime: 100 + (index % 60) },
    );
    await runTick(tickPortsWith({ probe }), minuteAt(index));
  }
}
const never = () => false;
const storeFiveMinuteEndpoint = (id: string, fields: Partial<Endpoint> = {}) =>
  storeEndpoint(id, {
    intervalSeconds: 300,
    phaseSeconds: 0,
    failureThreshold: 1,
    ...fields,
  } as never);
const onGrid = () => bindings.DB.prepare("update endpoints set phase_seconds = 0").run();

type Hour = Record<string, number> & { latency: number[] };
const hours = () => queryRows<Hour>("select * from hourly_rollups order by endpoint, hour");

describe("a roll-up", () => {
  it("[RU4] makes a row of each endpoint and hour, as soon as the hour has settled", async () => {
    await storeFiveMinuteEndpoint("a");
    await onGrid();
    for (let index = 0; index < 62; index++) await runTick(tickPortsWith(), minuteAt(index));
    expect(await rollUpNextHour(db, { now: minuteAt(61), ...UTC })).toBeNull();
    expect(await rollUpNextHour(db, { now: minuteAt(62), ...UTC })).toEqual({ hour });
    expect(await rollUpNextHour(db, { now: minuteAt(62), ...UTC })).toBeNull();
    const [row] = await hours();
    expect(row).toMatchObject({
      hour,
      up: 12,
      down: 0,
      monitored_ms: HOUR_MS,
      downtime_ms: 0,
      incidents: 0,
      total_ms: 12,
    });
    expect(quantile(unpackHistogram(new Uint8Array(row!.latency)), 0.5)).toBeCloseTo(1, 0);
  });

  it("[RU5] run again for any hour writes the same, though it was broken off in the middle", async () => {
    for (const id of ["a", "b", "c"]) await storeFiveMinuteEndpoint(id);
    await onGrid();
    await ticks(0, 130, (at, { id }) => id === "b" && at >= 40 && at < 70);
    await rollUpAll(minuteAt(125));
    const before = await hours();
    expect(before.length).toBe(6);
    await bindings.DB.prepare("delete from hourly_rollups where endpoint <> 1").run();
    await bindings.DB.prepare("update rollup_cursor set through_hour = ?")
      .bind(hour - 1)
      .run();
    expect(await rollUpAll(minuteAt(125))).toEqual([0, 1]);
    expect(await hours()).toEqual(before);
  });

  it("[RU6] does an hour again when a change says that it began in it", async () => {
    await storeFiveMinuteEndpoint("a", { failureThreshold: 3 });
    await onGrid();
    await ticks(0, 65, (at) => at >= 55);
    await rollUpAll(minuteAt(63));
    expect((await hours())[0]).toMatchObject({ downtime_ms: 0 });
    await ticks(65, 125, () => true);
    expect(await rollUpAll(minuteAt(125))).toEqual([0, 1]);
    const [first] = await hours();
    expect(first!["downtime_ms"]).toBeGreaterThan(0);
    expect(first!["incidents"]).toBe(1);
  });

  it("[RU6] does it again for a change that a slow tick stored only afterwards", async () => {
    await storeFiveMinuteEndpoint("a");
    await onGrid();
    await ticks(0, 64, never);
    expect(await rollUpAll(minuteAt(64))).toEqual([0]);
    // Decided at minute 62, of minute 55, and stored when the hour was rolled up already.
    await changeStatus(1, "UP", "DOWN", minuteAt(62));
    await bindings.DB.prepare("update transitions set since = ? where to_status = 'DOWN'")
      .bind(minuteAt(55))
      .run();
    expect(await rollUpAll(minuteAt(65))).toEqual([0]);
    expect((await hours())[0]).toMatchObject({ downtime_ms: 5 * 60_000 });
    expect(await rollUpAll(minuteAt(66))).toEqual([]);
  });

  it("[RU7] catches up after a silence, which is covered by nobody; nothing is cleared before", async () => {
    await storeFiveMinuteEndpoint("a");
    await onGrid();
    await ticks(0, 40, never);
    const later = 60 * 72;
    await ticks(later, later + 10, never);
    expect(await countRowsIn("ticks")).toBe(50);
    const rolled = await rollUpAll(minuteAt(later + 5));
    expect(rolled.length).toBe(72);
    const stored = await hours();
    expect(stored.length).toBe(1);
    expect(stored[0]).toMatchObject({ up: 8 });
    await ticks(later + 10, later + 15, never);
    expect(await countRowsIn("ticks")).toBe(15);
  });

  it("[RU8] makes days of its own zone, with a bar of each endpoint", async () => {
    for (const id of ["a", "b"]) await storeFiveMinuteEndpoint(id);
    await onGrid();
    // Eight in the morning of UTC is ten in the evening on the Line Islands.
    await ticks(0, 130, (at, { id }) => id === "a" && at >= 30 && at < 70);
    await rollUpAll(minuteAt(125), "Pacific/Kiritimati");
    const days = await queryRows<Hour & { day: string }>(
      "select * from daily_rollups order by endpoint",
    );
    expect(days.map(({ day }) => day)).toEqual(["2026-01-05", "2026-01-05"]);
    expect(days[0]).toMatchObject({ down: 8, up: 16, incidents: 1 });
    const [packed] = await queryRows<{ day: string; data: number[] }>("select * from status_bars");
    const bars = unpackBars(new Uint8Array(packed!.data));
    expect(bars.map(({ worst }) => worst)).toEqual(["DOWN", "UP"]);
    expect(bars[0]!.downtimeSeconds).toBe(days[0]!["downtime_ms"]! / 1_000);
  });

  it("[RU9] keeps hours for ninety days, and days for good", async () => {
    await storeFiveMinuteEndpoint("a");
    await onGrid();
    await ticks(0, 60, never);
    await rollUpAll(minuteAt(62));
    const insert =
      "insert into hourly_rollups select endpoint, ?, up, degraded, down, unknown, monitored_ms, downtime_ms, maintenance_ms, incidents, total_ms, min_ms, max_ms, latency from hourly_rollups where hour = ?";
    for (const old of [1 - 90 * 24, 2 - 90 * 24]) {
      await bindings.DB.prepare(insert)
        .bind(hour + old, hour)
        .run();
    }
    await ticks(60, 122, never);
    await rollUpAll(minuteAt(122));
    expect((await hours()).map((row) => row["hour"]! - hour)).toEqual([2 - 90 * 24, 0, 1]);
  });

  it("[RU10] people can ask for checks in SQL, one by one", async () => {
    await storeFiveMinuteEndpoint("a");
    await onGrid();
    await ticks(0, 10, (at) => at === 5);
    expect(await queryRows("select * from checks order by at")).toEqual([
      {
        at: TEST_START,
        utc: "2026-01-05 08:00:00",
        endpoint_id: "a",
        name: "a",
        status: "UP",
        response_time: 100,
        status_code: 200,
        region: null,
        error_message: null,
        source: "cron",
      },
      expect.objectContaining({
        status: "DOWN",
        status_code: null,
        error_message: "could not connect",
      }),
    ]);
  });
});
