import type { MaintenanceView } from "$protocol/api";
import type { LatencyPoint } from "$protocol/history";
import type { IncidentView } from "$protocol/incidents";
import { describe, expect, it } from "vitest";
import { MS_PER_DAY } from "$lib/format/stats";
import { bandsOf, columnsOf, mergeSeries } from "./latency-series";

const NOW = Date.parse("2026-11-23T12:30:00Z");
const point = (at: string, p50 = 100): LatencyPoint => ({
  at: `2026-11-${at}:00.000Z`,
  p50,
  p95: p50 * 2,
  p99: p50 * 3,
  count: 60,
});

describe("latency series", () => {
  it("[UI28] spans its whole period, and is broken where there were no checks", () => {
    const [at, p50, , p99] = columnsOf(
      [point("23T08:00"), point("23T09:00"), point("23T12:00")],
      "24h",
      NOW,
    );
    expect(at[0]).toBe(NOW / 1_000 - 86_400);
    expect(at.at(-1)).toBe(NOW / 1_000);
    expect(p50).toEqual([null, 100, 100, null, 100, null]);
    expect(p99[1]).toBe(300);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });

  it("[UI28] a day of 25 hours is no gap, and nothing at all is an empty period", () => {
    const days = [
      { ...point("20T00:00"), at: "2026-10-24T22:00:00.000Z" },
      { ...point("21T00:00"), at: "2026-10-25T23:00:00.000Z" },
    ];
    expect(columnsOf(days, "90d", NOW)[1].slice(1, 3)).toEqual([100, 100]);
    expect(columnsOf([], "7d", NOW)[1]).toEqual([null, null]);
  });

  it("[UI28] what is read anew replaces the end of what is there", () => {
    const series = [point("23T10:00"), point("23T11:00"), point("23T12:00")];
    const newer = [point("23T11:00", 90), point("23T12:00", 80)];
    expect(mergeSeries(series, newer).map(({ p50 }) => p50)).toEqual([100, 90, 80]);
    expect(mergeSeries(series, [])).toEqual(series);
  });

  it("[UI28] marks incidents and the maintenance of this endpoint, up to now", () => {
    const incidents = [
      { startedAt: "2026-11-23T12:00:00.000Z", resolvedAt: null },
      { startedAt: "2026-11-21T12:00:00.000Z", resolvedAt: "2026-11-21T12:10:00.000Z" },
    ] as IncidentView[];
    const window = { startsAt: "2026-11-23T12:10:00.000Z", endsAt: "2026-11-23T13:00:00.000Z" };
    const maintenances = [
      { endpointIds: ["mine"], occurrences: [window] },
      { endpointIds: ["other"], occurrences: [window] },
    ] as MaintenanceView[];
    expect(
      bandsOf({ endpointId: "mine", incidents, maintenances, from: NOW - MS_PER_DAY, now: NOW }),
    ).toEqual([
      { kind: "maintenance", from: NOW / 1_000 - 1_200, to: NOW / 1_000 },
      { kind: "incident", from: NOW / 1_000 - 1_800, to: NOW / 1_000 },
    ]);
  });
});
