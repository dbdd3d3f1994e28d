import { afterEach, expect, it, vi } from "vitest";
import {
  fillTicks,
  MIDNIGHT,
  minutes,
  changeStatus,
  rollUpAll,
  numberedCheck,
} from "./test/fixtures/history";
import { queryRows } from "./test/fixtures/pipeline";
import { fetchApi, bindings, storeEndpoint } from "./test/fixtures/worker";
import type { LatencyView, UptimeView } from "./protocol/history";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = MIDNIGHT + DAY + 2.5 * HOUR;
const iso = (at: number) => new Date(at).toISOString();

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A day and two hours of checks, of which one tick is cut off in its second record. */
async function damagedDay() {
  for (const id of ["shop", "mail"]) await storeEndpoint(id, { createdAt: MIDNIGHT });
  for (const number of [1, 2]) await changeStatus(number, "UNKNOWN", "UP", MIDNIGHT);
  await fillTicks(
    minutes(MIDNIGHT, NOW).map((at) => ({
      at,
      checks: [numberedCheck(1, "UP"), numberedCheck(2, "UP", 40)],
    })),
  );
  await bindings.DB.prepare("update ticks set results = substr(results, 1, 20) where at = ?")
    .bind(MIDNIGHT + DAY + HOUR)
    .run();
}

it("[PK2] a corrupt tick costs what cannot be read of it, is said once and counted once", async () => {
  await damagedDay();
  const logged = vi.spyOn(console, "error").mockReturnValue();
  await rollUpAll(NOW);
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  const hours = await queryRows<{ up: number }>(
    `select up from hourly_rollups where hour = ${(MIDNIGHT + DAY + HOUR) / HOUR} order by endpoint`,
  );
  expect(hours).toEqual([{ up: 60 }, { up: 59 }]);
  const period = `from=${iso(MIDNIGHT + DAY + HOUR)}&to=${iso(MIDNIGHT + DAY + HOUR)}`;
  for (const [id, lines] of [
    ["shop", 2],
    ["mail", 1],
  ] as const) {
    const listed = await (
      await fetchApi(`/endpoints/${id}/checks?${period}`)
    ).json<{ data: object[] }>();
    expect(listed.data.length).toBe(lines - 1);
    const csv = await (await fetchApi(`/export/checks.csv?${period}&endpointId=${id}`)).text();
    expect(csv.trimEnd().split("\r\n").length).toBe(lines);
  }
  expect(logged.mock.calls.map(([line]) => JSON.parse(line as string) as object)).toEqual([
    expect.objectContaining({ at: "corrupt row", table: "ticks", records: 1 }),
  ]);
  expect(await (await fetchApi("/overview")).json()).toMatchObject({ corruptRows: 1 });
});

it("[HG3] [BA1] corrupt hours, days and bars cost what they held and nothing beside it", async () => {
  await damagedDay();
  await rollUpAll(NOW);
  const logged = vi.spyOn(console, "error").mockReturnValue();
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  const hour = MIDNIGHT / HOUR;
  await bindings.DB.batch([
    bindings.DB.prepare(
      `update hourly_rollups set latency = x'ffff' where endpoint = 1 and hour > ${hour}`,
    ),
    bindings.DB.prepare("update daily_rollups set latency = x'05ff7f' where endpoint = 1"),
    bindings.DB.prepare("update status_bars set data = substr(data, 1, 13)"),
  ]);
  const uptime = await (await fetchApi("/endpoints/shop/uptime?period=7d")).json<UptimeView>();
  expect(uptime).toMatchObject({ uptime: 1, downtimeMs: 0 });
  for (const period of ["24h", "7d", "365d"]) {
    const latency = await (
      await fetchApi(`/endpoints/shop/latency?period=${period}`)
    ).json<LatencyView>();
    expect(latency.p50).toBe(100);
    expect(latency.count).toBeGreaterThan(0);
  }
  const list = await (
    await fetchApi("/endpoints?bars=2")
  ).json<{ data: { bars: { days: string } }[] }>();
  expect(list.data.map(({ bars }) => bars.days).sort()).toEqual(["NU", "UU"]);
  const csv = await (await fetchApi("/export/uptime.csv")).text();
  expect(csv.trimEnd().split("\r\n").length).toBe(2);
  const entries = logged.mock.calls.map(
    ([line]) => JSON.parse(line as string) as { table: string },
  );
  expect(new Set(entries.map(({ table }) => table))).toEqual(
    new Set(["hourly_rollups", "daily_rollups", "status_bars"]),
  );
  expect(await (await fetchApi("/overview")).json()).toMatchObject({
    corruptRows: entries.length + 1,
  });
});
