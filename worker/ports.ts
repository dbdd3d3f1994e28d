import type { CheckRecord } from "./domain/check";
import type { Endpoint } from "./domain/endpoint";
import type { Incident } from "./domain/incident";
import type { Instant } from "./domain/instant";
import type { Change, Checked, Outcome, Remembered } from "./domain/outcome";
import type { Status, StatusState } from "./domain/status";
import type { Period } from "./domain/uptime";
import type { TickSource } from "./protocol/api";
import type { LiveEvent } from "./protocol/events";
import type { Position } from "./protocol/frames";
import type { RoomName } from "./protocol/rooms";

/** The right to run one tick, which nobody else has. */
export type Claim = {
  at: Instant;
  source: TickSource;
  nextTickAt: Instant;
  /** Time before this tick in which nothing was checked, to be recorded with it. */
  gap: Period | null;
  rowsWritten: number;
};

/** What the database now holds, and therefore may be told. */
export type Stored = {
  at: Instant;
  nextTickAt: Instant;
  /** A manual check is not a tick: it says nothing about when the next one comes. */
  source: TickSource;
  /** Other checks of this tick were stored and told before. */
  isLate: boolean;
  checks: { endpoint: Endpoint; record: CheckRecord }[];
  /** The changes that won their race. */
  changes: Change[];
  rowsWritten: number;
};

/** An endpoint whose turn it is. */
export type Due = {
  endpoint: Endpoint;
  /** Something was wrong last time: where it has regions, they are asked at once. */
  isDoubted: boolean;
  /** Milliseconds since the tick of the schedule that this look belongs to; they are gone of its time. */
  spentMs: number;
};

/** What the pipeline needs of the platform. */
export type TickPorts = {
  claim(at: Instant): Promise<Claim | null>;
  loadDue(at: Instant): Promise<Due[]>;
  /** Gives the checks as they come: what answered promptly first, then what took its time. */
  probe(due: Due[], at: Instant): AsyncIterable<Checked[]>;
  /** What is remembered at this moment of those that are still there and not paused. */
  recall(endpoints: Endpoint[]): Promise<Map<number, Remembered>>;
  /** `before` is what the same tick has stored already; null the first time. */
  store(claim: Claim, outcomes: Outcome[], before: Outcome[] | null): Promise<Stored>;
  publish(stored: Stored): Promise<void>;
};

export type TickReport =
  | { taken: false; at: Instant }
  | {
      taken: true;
      at: Instant;
      source: TickSource;
      nextTickAt: Instant;
      checks: Stored["checks"];
      transitions: number;
      rowsWritten: number;
    };

/** An endpoint with all that is known of its present. */
export type EndpointRecord = {
  endpoint: Endpoint;
  state: Pick<StatusState, "status" | "since">;
  errorMessage: string | null;
  lastCheck: { at: Instant; responseTime: number | null } | null;
  uptime24h: number | null;
};

export type Page = { limit: number; cursor: string | null };
export type Paged<Item> = { data: Item[]; nextCursor: string | null };

export type EndpointFilter = {
  status: Status | "PAUSED" | null;
  tag: string | null;
  q: string | null;
};

export type IncidentRecord = Incident & { endpointId: string; endpointName: string };
export type IncidentFilter = { status: "open" | "resolved" | null; endpointId: string | null };

export type LastTick = { at: Instant; lagMs: number; source: TickSource };

export type StatusCount = { status: Status; paused: boolean; count: number };

/** What the API needs of the platform. */
export type ApiPorts = {
  now(): Instant;
  endpoints: {
    list(filter: EndpointFilter, page: Page, now: Instant): Promise<Paged<EndpointRecord>>;
    find(id: string, now: Instant): Promise<EndpointRecord | null>;
    /** False where its id was there already. */
    insert(endpoint: Omit<Endpoint, "number">): Promise<boolean>;
    update(record: EndpointRecord, changes: Partial<Endpoint>): Promise<void>;
    /** Pauses, and ends what was known; answers what that changed. */
    pause(id: string, at: Instant): Promise<Change | null>;
    remove(endpoint: Endpoint): Promise<void>;
    countByStatus(): Promise<StatusCount[]>;
  };
  checks: {
    list(endpoint: Endpoint, period: Period, page: Page): Promise<Paged<CheckRecord>>;
  };
  incidents: {
    list(filter: IncidentFilter, page: Page): Promise<Paged<IncidentRecord>>;
    find(id: string): Promise<IncidentRecord | null>;
    count(since: Instant): Promise<{ open: number; since: number }>;
  };
  ticks: {
    last(): Promise<LastTick | null>;
    /** The intervals below a minute that are in use: what decides when the next tick comes. */
    subMinuteIntervals(): Promise<number[]>;
  };
  rooms: {
    /** Where the room stands, to be asked before state is read. */
    position(room: RoomName): Promise<Position>;
    connect(room: RoomName, request: Request): Promise<Response>;
    /** Never throws: a room that is not told is repaired by the next read of the state. */
    publish(rooms: RoomName[], events: LiveEvent[]): Promise<void>;
    close(room: RoomName): Promise<void>;
  };
  /** Runs the pipeline for one endpoint; null when it is gone or paused, or the check was lost. */
  checkNow(endpointId: string): Promise<CheckRecord | null>;
  /** What a change says to those who listen. */
  eventsOf(change: Change, at: Instant): LiveEvent[];
  /** Why an address may not be checked, as a sentence; null when it may. */
  refusedAddress(url: string): string | null;
  wakeClock(): Promise<void>;
  /** Goes on after the answer is sent. */
  afterwards(work: Promise<unknown>): void;
};
