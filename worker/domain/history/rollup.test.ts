import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packHistogram } from "./histogram";
import {
  mergeRollups,
  EMPTY_ROLLUP,
  rollUp,
  clipTimeline,
  type Rollup,
  type TimedCheck,
} from "./rollup";
import type { Status } from "../status/status";
import { uptimeRatio, statusIntervals, type Period } from "../status/uptime";

const HOUR = 3_600_000;
const ALL = { from: 0, to: 1_000 };
const status = fc.constantFrom<Status>("UP", "DEGRADED", "DOWN", "UNKNOWN");
const instant = fc.integer({ min: 0, max: 1_000 });
const period = fc
  .tuple(instant, instant)
  .map(([a, b]): Period => ({ from: Math.min(a, b), to: Math.max(a, b) }));
/** A life of an endpoint: its transitions chain. */
const statusMoves = fc.array(fc.tuple(instant, status), { maxLength: 12 }).map((moves) => {
  const sorted = moves.toSorted(([a], [b]) => a - b);
  return sorted.map(([since, to], index) => ({
    from: sorted[index - 1]?.[1] ?? ("UNKNOWN" as const),
    to,
    since,
  }));
});
const comparable = (rollup: Rollup) => ({ ...rollup, latency: packHistogram(rollup.latency) });

describe("a roll-up", () => {
  it("[RU1] of a period is that of its parts together, wherever it is cut", () => {
    const lists = fc.array(period, { maxLength: 4 });
    fc.assert(
      fc.property(statusMoves, lists, lists, fc.array(instant), (moves, gaps, work, cuts) => {
        const current = { status: moves.at(-1)?.to ?? "UNKNOWN", since: moves.at(-1)?.since ?? 0 };
        const timeline = {
          intervals: statusIntervals(moves, current, ALL),
          gaps,
          maintenances: work,
        };
        const of = (one: Period) => rollUp([], clipTimeline(timeline, one));
        const edges = [...new Set([0, ...cuts, 1_000])].sort((a, b) => a - b);
        const rollups = edges.slice(1).map((to, index) => of({ from: edges[index]!, to }));
        expect(comparable(mergeRollups(rollups))).toEqual(comparable(of(ALL)));
      }),
    );
  });

  it("[RU1] adds checks and times, in any grouping", () => {
    const check = fc.record({
      status,
      responseTime: fc.option(fc.integer({ min: 0, max: 30_000 })),
    });
    const none = { intervals: [], gaps: [], maintenances: [] };
    fc.assert(
      fc.property(fc.array(fc.array(check), { maxLength: 5 }), (groups) => {
        const of = (checks: TimedCheck[]) => rollUp(checks, none);
        const together = comparable(of(groups.flat()));
        expect(comparable(mergeRollups(groups.map(of)))).toEqual(together);
        const [first = EMPTY_ROLLUP, ...rest] = groups.map(of);
        expect(comparable(rest.reduce((one, other) => mergeRollups([one, other]), first))).toEqual(
          together,
        );
      }),
    );
  });

  it("[RU2] counts announced work as neither up nor down, once", () => {
    const hour = { from: 0, to: HOUR };
    const intervals = [
      { from: 0, to: HOUR / 2, status: "DOWN" as const },
      { from: HOUR / 2, to: HOUR, status: "UP" as const },
    ];
    const work = [
      { from: 0, to: HOUR / 4 },
      { from: HOUR / 8, to: HOUR / 4 },
    ];
    const rollup = rollUp([], { intervals, gaps: [work[1]!], maintenances: work });
    expect(rollup).toMatchObject({
      coveredMs: (3 * HOUR) / 4,
      downtimeMs: HOUR / 4,
      maintenanceMs: HOUR / 4,
    });
    expect(uptimeRatio(rollup)).toBeCloseTo(2 / 3);
    expect(rollUp([], { intervals, gaps: [], maintenances: [hour] }).coveredMs).toBe(0);
  });

  it("[RU3] knows times only of checks that were answered well enough", () => {
    const checks: TimedCheck[] = [
      { status: "UP", responseTime: 10 },
      { status: "DEGRADED", responseTime: 900 },
      { status: "DOWN", responseTime: 10_000 },
      { status: "UNKNOWN", responseTime: null },
    ];
    expect(rollUp(checks, { intervals: [], gaps: [], maintenances: [] })).toMatchObject({
      up: 1,
      degraded: 1,
      down: 1,
      unknown: 1,
      totalMs: 910,
      minMs: 10,
      maxMs: 900,
    });
  });

  it("[UP3] is 1 only where there was no downtime at all", () => {
    expect(uptimeRatio({ coveredMs: 365 * 24 * HOUR, downtimeMs: 1 })).toBeLessThan(1);
    expect(uptimeRatio({ coveredMs: 1, downtimeMs: 0 })).toBe(1);
    expect(uptimeRatio({ coveredMs: 0, downtimeMs: 0 })).toBeNull();
  });
});
