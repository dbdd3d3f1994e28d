import type { CheckRecord } from "../domain/check";
import type { DeliveryStatus, Outcome } from "../domain/delivery";
import type { Incident } from "../domain/incident";
import type { IncidentEntry, IncidentRecord, IncidentWork } from "../domain/incident-work";
import type { Instant } from "../domain/instant";
import type { Notification } from "../domain/notification";
import type { Status } from "../domain/status";
import type { Page, Paged } from "./page";

/** `merged` "false" leaves out those that are part of another. */
export type IncidentFilter = {
  status: "open" | "resolved" | null;
  endpointId: string | null;
  merged: "true" | "false" | null;
};
/** What the owner may set. */
export type Settings = { mergeIncidentsWithinSeconds: number };

export type NewIncident = Pick<IncidentWork, "severity" | "state" | "closedAt" | "impacts"> & {
  id: string;
  title: string;
  startedAt: Instant;
  openedBy: string;
};

export type WorkChanges = Partial<Omit<IncidentWork, "version" | "openedBy">>;

/** What happened in the course of an incident by itself: what checks found, and who was told. */
export type IncidentFact = CheckFact | NotificationFact;

/** One notification for one channel, and what came of it. */
export type NotificationFact = {
  kind: "notification";
  at: Instant;
  told: Extract<Notification, { episode: unknown }>["kind"];
  channelId: string;
  /** Null where the channel is gone. */
  channelName: string | null;
  status: DeliveryStatus;
  outcome: Outcome | null;
  attempts: number;
};

type CheckFact = { endpointId: string; endpointName: string } & (
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
  Pick<IncidentWork, "title" | "severity" | "openedBy"> & {
    endpointId: string | null;
    endpointName: string | null;
  };

/** An incident as somebody saw it. */
export type Seen = Pick<IncidentRecord, "id" | "version">;

/**
 * What the API needs to work on incidents. What answers a boolean is a compare-and-swap: false where
 * somebody, or a check, was there first; then nothing is written.
 */
export type IncidentPorts = {
  list(filter: IncidentFilter, page: Page): Promise<Paged<IncidentRecord>>;
  find(id: string): Promise<IncidentRecord | null>;
  /** All that are part of one, in the order in which they began. */
  merged(lead: string): Promise<IncidentRecord[]>;
  count(since: Instant): Promise<{ open: number; since: number }>;
  /** Oldest first. */
  entries(id: string): Promise<IncidentEntry[]>;
  facts(incident: IncidentRecord): Promise<IncidentFact[]>;
  findEntry(id: string): Promise<IncidentEntry | null>;
  /** False where its id was there already. */
  open(incident: NewIncident, entries: readonly IncidentEntry[]): Promise<boolean>;
  change(seen: Seen, changes: WorkChanges, entry: IncidentEntry): Promise<boolean>;
  edit(seen: Seen, update: Pick<IncidentEntry, "id" | "body" | "earlier">): Promise<boolean>;
  merge(parts: Record<"from" | "into", Seen>, entry: IncidentEntry): Promise<boolean>;
  separate(id: string, lead: Seen, entry: IncidentEntry): Promise<boolean>;
};
