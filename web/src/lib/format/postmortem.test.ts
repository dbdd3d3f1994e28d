import { describe, expect, it } from "vitest";
import type { IncidentView, TimelineEntryView } from "$protocol/incidents";
import { postmortemDraft } from "./postmortem";

const incident = {
  id: "i",
  endpointId: "e",
  endpointName: "Shop *1*",
  status: "resolved",
  startedAt: "2026-01-05T08:00:00.000Z",
  resolvedAt: "2026-01-05T08:30:00.000Z",
  closedAt: "2026-01-05T08:30:00.000Z",
  duration: 1_800_000,
  failureCount: 2,
  errorMessage: null,
  mergedInto: null,
  title: null,
  severity: "major",
  state: "resolved",
  affected: [{ endpointId: "e", endpointName: "Shop *1*", impact: "major_outage" }],
  affectedCount: 3,
  openedBy: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  assignedTo: null,
  version: 1,
} satisfies IncidentView;

const timeline: TimelineEntryView[] = [
  { kind: "acknowledged", at: "2026-01-05T08:05:00.000Z", by: "ada", detail: {} },
  { kind: "closed", at: "2026-01-05T08:30:00.000Z" },
];

describe("a draft to look back with", () => {
  it("[IW10] holds when it was, how long, how bad, whom it met and what was done, and leaves the rest", () => {
    const draft = postmortemDraft(incident, timeline);
    expect(draft).toContain("2026-01-05 08:00 to 2026-01-05 08:30 UTC (30 min)");
    expect(draft).toContain("Shop \\*1\\*, +2");
    expect(draft).toContain("- 2026-01-05 08:05 ");
    expect(draft.indexOf("08:05")).toBeLessThan(draft.lastIndexOf("08:30"));
    expect(draft).toMatch(/## Cause\n\n/);
  });
});
