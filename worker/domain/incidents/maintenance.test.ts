import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { validateRecurrence, windowAt, windowChanges, windowsIn } from "./maintenance";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (text: string) => Date.parse(text);
const once = {
  startsAt: iso("2026-03-01T01:00:00Z"),
  endsAt: iso("2026-03-01T03:00:00Z"),
  recurrence: null,
  timeZone: "UTC",
};
/** Sundays at 3 in Berlin, for an hour; summer time begins on 29 March 2026. */
const weekly = {
  startsAt: iso("2026-03-01T02:00:00Z"),
  endsAt: iso("2026-03-01T03:00:00Z"),
  recurrence: "0 3 * * 0",
  timeZone: "Europe/Berlin",
};

describe("a maintenance", () => {
  it("[MT2] that happens once has its start, and not its end", () => {
    expect(windowAt(once, once.startsAt - 1)).toBeNull();
    expect(windowAt(once, once.startsAt)).toEqual({ from: once.startsAt, to: once.endsAt });
    expect(windowAt(once, once.endsAt - 1)).not.toBeNull();
    expect(windowAt(once, once.endsAt)).toBeNull();
  });

  it("[MT3] that recurs does so at the hour of its own time zone, over a change of the clocks", () => {
    const starts = windowsIn(
      weekly,
      { from: weekly.startsAt, to: iso("2026-04-13T00:00:00Z") },
      99,
    );
    expect(starts.map(({ from }) => new Date(from).toISOString())).toEqual([
      "2026-03-01T02:00:00.000Z",
      "2026-03-08T02:00:00.000Z",
      "2026-03-15T02:00:00.000Z",
      "2026-03-22T02:00:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-04-05T01:00:00.000Z",
      "2026-04-12T01:00:00.000Z",
    ]);
    expect(windowAt(weekly, iso("2026-04-05T01:30:00Z"))).not.toBeNull();
    expect(windowAt(weekly, iso("2026-04-05T02:30:00Z"))).toBeNull();
    expect(windowAt(weekly, weekly.startsAt - 7 * DAY)).toBeNull();
  });

  it("[MT2] [MT3] an instant lies in a window exactly when one of the windows holds it", () => {
    const offset = fc.integer({ min: -DAY, max: 60 * DAY });
    fc.assert(
      fc.property(offset, fc.constantFrom(once, weekly), (after, times) => {
        const at = times.startsAt + after;
        const around = windowsIn(times, { from: at - DAY, to: at + DAY }, 99);
        const holds = around.find(({ from, to }) => from <= at && at < to) ?? null;
        expect(windowAt(times, at)).toEqual(holds);
      }),
    );
  });

  it("[MT4] each start and each end falls into exactly one tick", () => {
    const ticks = Array.from(
      { length: 12 },
      (_, index) => weekly.startsAt - HOUR + index * 600_000,
    );
    const changes = ticks
      .slice(1)
      .map((to, index) => windowChanges(weekly, { from: ticks[index]!, to }));
    expect(changes.flatMap(({ started }) => started).length).toBe(1);
    const all = windowChanges(weekly, {
      from: weekly.startsAt - 1,
      to: weekly.startsAt + 30 * DAY,
    });
    expect([all.started.length, all.ended.length]).toEqual([5, 5]);
  });

  it.each(["0 0 31 2 *", "* * * *", "0 0 0 * * *", "61 * * * *", "@daily", "a b c d e", "  "])(
    "[MT5] %j is refused: it is no pattern of five fields, or never comes",
    (recurrence) => {
      expect(validateRecurrence({ ...weekly, recurrence })).toMatch(/^expected /);
    },
  );

  it("[MT5] what comes again is taken", () => {
    expect(validateRecurrence(weekly)).toBeNull();
    expect(validateRecurrence({ ...weekly, recurrence: "30 22 1,15 * *" })).toBeNull();
    expect(validateRecurrence(once)).toBeNull();
  });
});
