import type { LiveEvent } from "$protocol/events";
import { expect, it } from "vitest";
import { missedSince, missedAnnouncements, type KnownIncident } from "./missed-events";

const AT = "2026-11-23T08:20:00.000Z";
const incidentIds = (id: string) => ({ incidentId: `i-${id}`, endpointId: id, endpointName: id });
const started = (id: string): LiveEvent => ({
  type: "incident:started",
  at: AT,
  data: { ...incidentIds(id), startedAt: AT, failureCount: 2 },
});
const resolved = (id: string): LiveEvent => ({
  type: "incident:resolved",
  at: AT,
  data: { ...incidentIds(id), resolvedAt: AT, duration: 60_000 },
});
const maintenance: LiveEvent = {
  type: "maintenance:ended",
  at: AT,
  data: { maintenanceId: "m", title: "Work", endpointIds: [], startsAt: AT, endsAt: AT },
};
const incident = (id: string, status: "open" | "resolved", startedAt = AT): KnownIncident => ({
  id,
  status,
  startedAt,
});

it("[TO8] what was missed is one sentence: how many incidents, and how many are still open", () => {
  expect(
    missedAnnouncements(
      [started("a"), started("b"), resolved("a"), resolved("c"), maintenance],
      null,
      [],
    ),
  ).toEqual([
    expect.objectContaining({ kind: "maintenance-ended" }),
    { kind: "missed", key: "missed i-a i-b i-c", incidents: 3, open: 1 },
  ]);
  const burst = Array.from({ length: 300 }, (_, index) => started(`s${index}`));
  expect(missedAnnouncements(burst, [], [])).toMatchObject([
    { kind: "missed", incidents: 300, open: 300 },
  ]);
});

it("[TO8] without an incident the news are the usual ones", () => {
  expect(missedAnnouncements([maintenance], null, [])).toMatchObject([
    { kind: "maintenance-ended" },
  ]);
  expect(missedAnnouncements([], null, [])).toEqual([]);
});

it("[TO8] after a gap it is told from what the page held and what it holds now", () => {
  const earlier = "2026-11-23T07:00:00.000Z";
  const before = [incident("a", "open"), incident("b", "resolved", earlier)];
  const after = [
    incident("a", "resolved"),
    incident("b", "resolved", earlier),
    incident("new", "open", "2026-11-23T08:30:00.000Z"),
    incident("further back in the list", "resolved", "2026-11-22T08:00:00.000Z"),
  ];
  expect(missedSince(before, after)).toMatchObject({ incidents: 2, open: 1 });
  expect(missedSince(before, before)).toBeNull();
  expect(missedSince([], [])).toBeNull();
});

it("[TO8] what the page has read meanwhile counts, and a part of an incident is none of its own", () => {
  const after = [incident("lead", "open"), incident("other", "open")];
  expect(missedAnnouncements([resolved("part")], [], after)).toEqual([
    { kind: "missed", key: "missed lead other", incidents: 2, open: 2 },
  ]);
  expect(missedAnnouncements([resolved("part")], after, after)).toMatchObject([
    { kind: "recovered" },
  ]);
});
