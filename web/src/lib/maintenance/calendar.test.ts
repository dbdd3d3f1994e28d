import type { MaintenanceView } from "$protocol/api";
import { describe, expect, it } from "vitest";
import { createAgenda, groupByDay, addMonths, occurrencesOf, periodOf, weeksOf } from "./calendar";

const maintenance = (id: string, ...windows: [string, string][]): MaintenanceView => ({
  id,
  title: id,
  endpointIds: [],
  startsAt: windows[0]?.[0] ?? "2026-11-01T00:00:00.000Z",
  endsAt: windows[0]?.[1] ?? "2026-11-01T01:00:00.000Z",
  recurrence: null,
  timeZone: "UTC",
  isActive: false,
  occurrences: windows.map(([startsAt, endsAt]) => ({ startsAt, endsAt })),
  createdAt: "2026-11-01T00:00:00.000Z",
  updatedAt: "2026-11-01T00:00:00.000Z",
});

const night = maintenance("night", ["2026-11-23T22:00:00.000Z", "2026-11-24T02:00:00.000Z"]);
const weekly = maintenance(
  "weekly",
  ["2026-11-22T03:00:00.000Z", "2026-11-22T04:00:00.000Z"],
  ["2026-11-29T03:00:00.000Z", "2026-11-29T04:00:00.000Z"],
  ["2026-12-06T03:00:00.000Z", "2026-12-06T04:00:00.000Z"],
);
const ended = maintenance("over", ["2026-11-10T03:00:00.000Z", "2026-11-10T04:00:00.000Z"]);

describe("the calendar", () => {
  it("[UI23] shows whole weeks, from whichever day they begin on", () => {
    const fromMonday = weeksOf("2026-11", 1);
    expect(fromMonday[0]?.[0]).toBe("2026-10-26");
    expect(fromMonday.at(-1)?.at(-1)).toBe("2026-12-06");
    expect(weeksOf("2026-02", 0)).toHaveLength(4);
    expect(addMonths("2026-12", 1)).toBe("2027-01");
    expect(addMonths("2026-01", -1)).toBe("2025-12");
    expect(periodOf("2026-11", "UTC")).toEqual({
      from: "2026-10-31T00:00:00.000Z",
      to: "2026-12-07T00:00:00.000Z",
    });
  });

  it("[UI23] a window is on every day that it touches, in the reader's zone", () => {
    const days = (zone: string) => [...groupByDay(occurrencesOf([night]), zone).keys()];
    expect(days("UTC")).toEqual(["2026-11-23", "2026-11-24"]);
    expect(days("Asia/Seoul")).toEqual(["2026-11-24"]);
  });

  it("[UI23] says what is running, what comes next of each, and what is over", () => {
    const { running, upcoming, past } = createAgenda(
      [ended, weekly, night],
      Date.parse("2026-11-23T23:00:00.000Z"),
    );
    expect(running.map(({ maintenance: { id } }) => id)).toEqual(["night"]);
    expect(upcoming.map(({ startsAt }) => startsAt)).toEqual(["2026-11-29T03:00:00.000Z"]);
    expect(past.map(({ id }) => id)).toEqual(["over"]);
  });
});
