import type { Incident } from "./incident";
import type { Instant } from "../instant";

/** How bad an incident is for those who depend on what it affects. */
export const SEVERITIES = ["minor", "major", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What an incident does to one endpoint. `none`: it works again, or works all the same. */
export const IMPACTS = ["none", "degraded", "partial_outage", "major_outage"] as const;
export type Impact = (typeof IMPACTS)[number];

/** How far the people who work on an incident are. */
export const INCIDENT_STATES = [
  "investigating",
  "identified",
  "monitoring",
  "resolved",
  "postmortem",
] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** What people say and do about an incident, and about all that were merged into it. */
export type IncidentResponse = {
  /** Null where the endpoint's name says it. */
  title: string | null;
  severity: Severity;
  state: IncidentState;
  /** By the id of the endpoint; what checks found down and is not named here is a major outage. */
  impacts: Record<string, Impact>;
  /** Who opened it; null where the checks did. */
  openedBy: string | null;
  acknowledgedAt: Instant | null;
  acknowledgedBy: string | null;
  assignedTo: string | null;
  /** When all of it was over. */
  closedAt: Instant | null;
  /** Counts what people did: whoever writes names the version that they saw. */
  version: number;
};

/** An incident as the checks open it, before anybody has seen it. */
export const NO_OVERRIDES: IncidentResponse = {
  title: null,
  severity: "major",
  state: "investigating",
  impacts: {},
  openedBy: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  assignedTo: null,
  closedAt: null,
  version: 0,
};

export type AffectedEndpoint = { endpointId: string; endpointName: string; impact: Impact };

/** An incident, with what people do about the one that leads it. */
export type IncidentRecord = Incident &
  IncidentResponse & {
    /** Null where a person opened it, or where the endpoint is gone. */
    endpointId: string | null;
    endpointName: string | null;
    /** The incident that it is part of, or its own id. */
    parentId: string;
    /** The ids of those that are part of it. */
    memberIds: string[];
    /** The first hundred of `affectedCount`. */
    affected: AffectedEndpoint[];
    affectedCount: number;
  };

export const INCIDENT_BOUNDS = {
  /** Updates of one incident, and all else that people do about it. */
  updates: { max: 200 },
  acts: { max: 1_000 },
  /** What an update said before: what it said first, and what it said last. */
  revisions: { max: 20 },
  title: { min: 1, max: 160 },
  body: { min: 1, max: 10_000 },
  affected: { min: 0, max: 200 },
  assignedTo: { min: 1, max: 120 },
  /** Within how many seconds failures become one incident; 0: never. */
  mergeWithinSeconds: { min: 0, max: 3_600, default: 120 },
};

/** What came of an incident, in order. An update is a text for others; the rest are acts. */
export const TIMELINE_ENTRY_KINDS = [
  "opened",
  "update",
  "acknowledged",
  "unacknowledged",
  "assigned",
  "changed",
  "merged",
  "separated",
] as const;
export type TimelineEntryKind = (typeof TIMELINE_ENTRY_KINDS)[number];

export type TimelineEntry = {
  id: string;
  /** Of the incident that is worked on, also where the act was about one merged into it. */
  incidentId: string;
  at: Instant;
  kind: TimelineEntryKind;
  by: string;
  /** The state that an update left the incident in. */
  status: IncidentState | null;
  /** Markdown, of an update. */
  body: string | null;
  /** What an act was about: field and new value. */
  detail: Record<string, string | null>;
  /** What an update said before, oldest first. */
  revisions: { body: string; at: Instant; by: string }[];
};

/** With one more text from before an edit; of many, what it said first, and what it said last. */
export function withRevision(
  revisions: TimelineEntry["revisions"],
  before: TimelineEntry["revisions"][number],
): TimelineEntry["revisions"] {
  const all = [...revisions, before];
  const { max } = INCIDENT_BOUNDS.revisions;
  return all.length <= max ? all : [all[0]!, ...all.slice(1 - max)];
}

/** What others hear of what a person did. */
export type IncidentAction = Pick<TimelineEntry, "kind" | "by" | "status" | "body">;

const CLOSED_STATES: readonly IncidentState[] = ["resolved", "postmortem"];

export const isClosedState = (state: IncidentState): boolean => CLOSED_STATES.includes(state);

/**
 * Why an incident cannot be brought into a state; null where it can. What is over stays over: it may
 * be corrected and looked back on, and a new failure is a new incident. What checks still see down is
 * not resolved by saying so.
 */
export function validateTransition(
  { closedAt }: Pick<IncidentResponse, "closedAt">,
  to: IncidentState,
  stillDown: readonly string[],
): string | null {
  if (closedAt !== null) {
    return isClosedState(to)
      ? null
      : `expected resolved or postmortem, since this incident is over, saw ${to}; open a new one for a new failure`;
  }
  if (to === "postmortem") return "expected an incident that is resolved first, saw an open one";
  if (to !== "resolved" || stillDown.length === 0) return null;
  return `expected all of it to be up before it is resolved, saw ${stillDown.join(", ")} down`;
}
