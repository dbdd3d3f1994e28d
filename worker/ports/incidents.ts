import type { CheckRecord } from "../domain/checks/check";
import type { DeliveryStatus, DeliveryOutcome } from "../domain/alerts/delivery";
import type { Incident } from "../domain/incidents/incident";
import type { TimelineEntry, IncidentRecord, IncidentResponse } from "../domain/incidents/actions";
import type { Instant } from "../domain/instant";
import type { Notification } from "../domain/alerts/alert";
import type { Status } from "../domain/status/status";
import type { Pagination, Paginated } from "./pagination";
import type { Edit } from "./versions";

/** `merged` "false" leaves out those that are part of another. */
export type IncidentFilter = {
  status: "open" | "resolved" | null;
  endpointId: string | null;
  merged: "true" | "false" | null;
};
/** What the owner may set. */
export type InstanceSettings = {
  mergeIncidentsWithinSeconds: number;
  /** Whoever signs in with a password alone may do nothing before they have set up a second factor. */
  requireSecondFactor: boolean;
};

export type SettingsPorts = {
  load(): Promise<InstanceSettings>;
  /** False where somebody saved since the version of the edit. */
  save(changes: Partial<InstanceSettings>, edit: Edit): Promise<boolean>;
};

export type NewIncident = Pick<IncidentResponse, "severity" | "state" | "closedAt" | "impacts"> & {
  id: string;
  title: string;
  startedAt: Instant;
  openedBy: string;
};

export type IncidentResponseChanges = Partial<Omit<IncidentResponse, "version" | "openedBy">>;

/** What happened in the course of an incident by itself: what checks found, and who was told. */
export type IncidentActivity = CheckActivity | NotificationActivity;

/** One notification for one channel, and what came of it. */
export type NotificationActivity = {
  kind: "notification";
  at: Instant;
  notificationKind: Extract<Notification, { alert: unknown }>["kind"];
  channelId: string;
  /** Null where the channel is gone. */
  channelName: string | null;
  status: DeliveryStatus;
  outcome: DeliveryOutcome | null;
  attempts: number;
};

type CheckActivity = { endpointId: string; endpointName: string } & (
  | ({ kind: "check" } & CheckRecord)
  | {
      kind: "transition";
      from: Status;
      to: Status;
      at: Instant;
      since: Instant;
      errorMessage: string | null;
    }
);

/** An interval of an endpoint, or what people opened or worked on, which may be of none. */
export type ExportedIncident = Incident &
  Pick<IncidentResponse, "title" | "severity" | "openedBy"> & {
    endpointId: string | null;
    endpointName: string | null;
  };

/** How many updates an incident has, and how much else people did about it. */
export type EntryCounts = { updates: number; acts: number };

/** An incident as somebody saw it. */
export type IncidentVersion = Pick<IncidentRecord, "id" | "version">;

/**
 * What the API needs to work on incidents. What answers a boolean is a compare-and-swap: false where
 * somebody, or a check, was there first; then nothing is written.
 */
export type IncidentPorts = {
  list(filter: IncidentFilter, page: Pagination): Promise<Paginated<IncidentRecord>>;
  find(id: string): Promise<IncidentRecord | null>;
  /** All that are part of one, in the order in which they began. */
  merged(parentId: string): Promise<IncidentRecord[]>;
  count(since: Instant): Promise<{ open: number; since: number }>;
  /** Oldest first. */
  entries(id: string): Promise<TimelineEntry[]>;
  activity(incident: IncidentRecord): Promise<IncidentActivity[]>;
  findEntry(id: string): Promise<TimelineEntry | null>;
  /** The newest of an incident. */
  lastEntry(incidentId: string): Promise<TimelineEntry | null>;
  countEntries(incidentId: string): Promise<EntryCounts>;
  /** False where its id was there already. */
  open(incident: NewIncident, entries: readonly TimelineEntry[]): Promise<boolean>;
  change(
    incident: IncidentVersion,
    changes: IncidentResponseChanges,
    entry: TimelineEntry,
  ): Promise<boolean>;
  edit(
    incident: IncidentVersion,
    update: Pick<TimelineEntry, "id" | "body" | "revisions">,
  ): Promise<boolean>;
  merge(members: Record<"from" | "into", IncidentVersion>, entry: TimelineEntry): Promise<boolean>;
  unmerge(id: string, parent: IncidentVersion, entry: TimelineEntry): Promise<boolean>;
};
