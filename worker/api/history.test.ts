import { afterEach, describe, expect, it, vi } from "vitest";
import { MIDNIGHT, rollUpAll, fillThreeDays } from "../test/fixtures/history";
import { fetchApi, storeEndpoint } from "../test/fixtures/worker";
import type { LatencyView, UptimeView } from "../protocol/history";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

afterEach(() => {
  vi.useRealTimers();
});

const at = (now: number) => vi.useFakeTimers({ now, toFake: ["Date"] });
const uptime = async (period: string) =>
  (await fetchApi(`/endpoints/shop/uptime?period=${period}`)).json<UptimeView>();
const latency = async (period: string) =>
  (await fetchApi(`/endpoints/shop/latency?period=${period}`)).json<LatencyView>();

describe("history", () => {
  const NOW = MIDNIGHT + 2 * DAY + 6 * HOUR + 30 * 60_000;

  it("[HI1] is the same before and after it is rolled up", async () => {
    await fillThreeDays(NOW);
    at(NOW);
    const before = [await uptime("7d"), await uptime("24h"), await uptime("365d")];
    await rollUpAll(NOW);
    const after = [await uptime("7d"), await uptime("24h"), await uptime("365d")];
    expect(after).toEqual(before);
    const [week] = after;
    expect(week).toMatchObject({
      downtimeMs: 1.5 * HOUR,
      incidents: 2,
      uptime: 1 - 1.5 / 54.5,
      timeZone: "UTC",
    });
    expect(week!.days.map(({ day, downtimeMs, worst }) => [day, downtimeMs, worst])).toEqual(
      [
        ...["30", "31"].map((day) => [`2025-12-${day}`, 0, "UNKNOWN"]),
        ...["01", "02", "03", "04"].map((day) => [`2026-01-${day}`, 0, "UNKNOWN"]),
        ["2026-01-05", HOUR, "DOWN"],
        ["2026-01-06", 0, "UP"],
        ["2026-01-07", HOUR / 2, "DOWN"],
      ].slice(-7),
    );
    expect(week!.days.at(-1)).toMatchObject({ covered: 1, uptime: 1 - 0.5 / 6.5 });
  });

  it("[HI2] of 24 hours is the last 24 hours exactly", async () => {
    await fillThreeDays(NOW);
    at(NOW);
    expect(await uptime("24h")).toMatchObject({
      uptime: 1 - 0.5 / 24,
      covered: 1,
      downtimeMs: HOUR / 2,
      incidents: 1,
      days: [{ day: "2026-01-06" }, { day: "2026-01-07" }],
    });
  });

  it("[HI3] knows percentiles of any period, by hours and by days", async () => {
    await fillThreeDays(NOW);
    await rollUpAll(NOW);
    at(NOW);
    const week = await latency("7d");
    expect(week.count).toBe(54.5 * 60 - 90);
    expect(week).toMatchObject({ min: 100, max: 159 });
    expect(Math.abs(week.p50! - 130)).toBeLessThan(0.05 * 130);
    expect(Math.abs(week.p99! - 159)).toBeLessThan(0.05 * 159);
    expect(week.average).toBeCloseTo(129.5, 0);
    expect(week.series.length).toBe(54);
    const day = await latency("24h");
    expect(day.series.length).toBe(25);
    const year = await latency("365d");
    expect(year.series.map(({ count }) => count)).toEqual([1_380, 1_440, 360]);
    expect(year.count).toBe(week.count);
  });

  it("[HI4] of nothing is nothing: neither up nor down", async () => {
    await storeEndpoint("shop");
    for (const period of ["24h", "7d", "30d", "90d", "365d"]) {
      const view = await uptime(period);
      expect(view).toMatchObject({ period, uptime: null, covered: 0, downtimeMs: 0 });
      expect(view.days.every(({ worst }) => worst === "UNKNOWN")).toBe(true);
      expect(await latency(period)).toMatchObject({ period, p50: null, count: 0, series: [] });
    }
  });

  it.each(["", "1h", "-7d", "24H", "365"])(
    "[AP1] [HI4] a period of %j is refused",
    async (period) => {
      await storeEndpoint("shop");
      for (const metric of ["uptime", "latency"]) {
        const response = await fetchApi(`/endpoints/shop/${metric}?period=${period}`);
        expect([response.status, await response.json()]).toMatchObject([
          400,
          { error: { fields: { period: expect.any(String) } } },
        ]);
      }
      expect((await fetchApi("/endpoints/nobody/uptime")).status).toBe(404);
    },
  );
});
