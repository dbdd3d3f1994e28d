import type { Assertion } from "./domain/checks/assertion";
import type { Bar } from "./domain/history/bars";
import type { CheckRecord } from "./domain/checks/check";
import type { Day } from "./domain/time-zone";
import type { Endpoint } from "./domain/checks/endpoint";
import type { EndpointKind } from "./domain/checks/kinds";
import type { HistoryDay, ExactDurations, HistoryPeriod } from "./domain/history/periods";
import type { IncidentAction, IncidentRecord } from "./domain/incidents/actions";
import type { Instant } from "./domain/instant";
import type { LastHour } from "./domain/history/last-hour";
import type { Maintenance } from "./domain/incidents/maintenance";
import type {
  StateChange,
  CompletedCheck,
  CheckOutcome,
  EndpointSnapshot,
} from "./domain/status/conclude";
import type { Status } from "./domain/status/status";
import type { Period } from "./domain/status/uptime";
import type { EndpointRecord, EndpointUpdate } from "./ports/endpoints";
import type { ExportedIncident, IncidentPorts, SettingsPorts } from "./ports/incidents";
import type { MaintenancePorts } from "./ports/maintenances";
import type { HeartbeatPorts } from "./ports/heartbeats";
import type { Pagination, Paginated } from "./ports/pagination";
import type { LimitPorts } from "./ports/limits";
import type { PagePorts } from "./ports/pages";
import type { RoomPorts } from "./ports/rooms";
import type { NotificationPorts } from "./ports/notifications";
import type { Edit, VersionPorts } from "./ports/versions";
import type { DryRunStep } from "./protocol/api";
import type { TickSource } from "./protocol/tick-source";
import type { LiveEvent } from "./protocol/events";

/** The right to run one tick, which nobody else has. */
export type TickClaim = {
  at: Instant;
  source: TickSource;
  nextTickAt: Instant;
  /** Time before this tick in which nothing was checked, to be recorded with it. */
  monitoringGap: Period | null;
  /** What began and what ended since the tick before. */
  maintenanceChanges: MaintenanceChange[];
  /** Something is to be told, of this tick or of one that died before it told anyone. */
  hasEvents: boolean;
  /** Ticks that were begun and never stored: what was due in them is due now. */
  abandonedTicks: Instant[];
  rowsWritten: number;
};

export type MaintenanceChange = {
  kind: "started" | "ended";
  maintenance: Maintenance;
  window: Period;
};

/** What the database now holds, and therefore may be told. */
export type StoredTick = Omit<TickClaim, "rowsWritten" | "abandonedTicks"> & {
  /** Other checks of this tick were stored and told before. */
  isLate: boolean;
  /** Of each endpoint the look from here, then those from its regions. */
  checks: { endpoint: Endpoint; records: CheckRecord[] }[];
  /** The changes that won their race. */
  changes: StateChange[];
  /** Those that lead others, of which a part was opened or resolved. */
  incidents: IncidentRecord[];
  rowsWritten: number;
};

/** An endpoint whose turn it is. */
export type DueEndpoint = {
  endpoint: Endpoint;
  /** Something was wrong last time: where it has regions, they are asked at once. */
  wasFailing: boolean;
  /** Milliseconds since the tick of the schedule that this look belongs to; they are gone of its time. */
  elapsedMs: number;
};

/** What the pipeline needs of the platform. */
export type TickPorts = {
  claim(at: Instant): Promise<TickClaim | null>;
  loadDueEndpoints(at: Instant, abandoned: readonly Instant[]): Promise<DueEndpoint[]>;
  /** Gives the checks as they come: what answered promptly first, then what took its time. */
  probe(due: DueEndpoint[], at: Instant): AsyncIterable<CompletedCheck[]>;
  /** Which of those that failed cannot be judged, since our own network is lost; by number. */
  checkConnectivity(failed: Endpoint[]): Promise<ReadonlySet<number>>;
  /**
   * What is remembered at this moment of those that are still there and not paused. `pending` are
   * the numbers of those whose checks of this tick have not ended.
   */
  loadSnapshots(
    endpoints: Endpoint[],
    moment: { at: Instant; pending: ReadonlySet<number> },
  ): Promise<Map<number, EndpointSnapshot>>;
  /** To be asked before news are stored. Never throws. */
  beginPublish: RoomPorts["beginPublish"];
  /** `before` is what the same tick has stored already; null the first time. */
  store(
    claim: TickClaim,
    outcomes: CheckOutcome[],
    before: CheckOutcome[] | null,
  ): Promise<StoredTick>;
  publish(stored: StoredTick): Promise<void>;
  /** Sees to it that what waits in the outbox goes out. Never throws. */
  notify(stored: StoredTick): Promise<void>;
  /** Sees to it that each is looked at again after its own delay. Never throws. */
  scheduleRetries(endpoints: Endpoint[]): Promise<void>;
};

export type TickReport =
  | { isClaimed: false; at: Instant }
  | {
      isClaimed: true;
      at: Instant;
      source: TickSource;
      nextTickAt: Instant;
      checks: StoredTick["checks"];
      transitions: number;
      rowsWritten: number;
    };

export type EndpointFilter = {
  status: StatusCount["status"] | null;
  tag: string | null;
  q: string | null;
};

export type LastTick = { at: Instant; lagMs: number; source: TickSource };

/** How many endpoints are shown so. */
export type StatusCount = { status: Status | "MAINTENANCE" | "PAUSED"; count: number };

/** A check that was only tried: nothing of it is stored. */
export type DryRun = { checked: CompletedCheck; steps: DryRunStep[] };

type EndpointReference = { endpointId: string; endpointName: string };
export type ExportedCheck = CheckRecord & EndpointReference;
export type ExportedDay = EndpointReference & {
  day: Day;
  uptime: number | null;
  coveredMs: number;
  downtimeMs: number;
  worst: Status;
  incidents: number;
};
export type ExportQuery = { period: Period; endpointId: string | null };

export type DaysQuery = {
  record: EndpointRecord;
  first: Day;
  now: Instant;
  detail: "times" | "checks";
};

/** What the API needs of the platform. */
export type ApiPorts = NotificationPorts & {
  now(): Instant;
  endpoints: {
    list(
      filter: EndpointFilter,
      page: Pagination,
      now: Instant,
    ): Promise<Paginated<EndpointRecord>>;
    find(id: string, now: Instant): Promise<EndpointRecord | null>;
    /** False where its id was there already. */
    insert(endpoint: Omit<Endpoint, "number">): Promise<boolean>;
    update(record: EndpointRecord, changes: Partial<Endpoint>, edit: Edit): Promise<EndpointUpdate>;
    /** Pauses, and ends what was known; answers what that changed. */
    pause(id: string, at: Instant): Promise<StateChange | null>;
    /** False where somebody saved since the version of the edit, or where it is gone. */
    remove(endpoint: Endpoint, edit: Edit): Promise<boolean>;
    countByStatus(now: Instant): Promise<StatusCount[]>;
    /** Which of these ids name no endpoint. */
    missing(ids: readonly string[]): Promise<string[]>;
    /** Ids by the id that depends on them. */
    dependencies(): Promise<Map<string, string[]>>;
  };
  heartbeats: HeartbeatPorts;
  limits: LimitPorts;
  history: {
    /** Whose midnight begins a day. */
    timeZone: string;
    /** An endpoint's days from the first to today, one part each; of `times` nothing is told of checks. */
    days(query: DaysQuery): Promise<HistoryDay[]>;
    /** A bar of each endpoint and day, by the endpoint's number; days without one are unknown. */
    bars(
      records: readonly EndpointRecord[],
      first: Day,
      now: Instant,
    ): Promise<Map<number, Map<Day, Bar>>>;
    /** A bar of each day for all endpoints together. */
    mergedBars(first: Day, now: Instant): Promise<Map<Day, Bar>>;
    /** The last hour of each endpoint, by its number. */
    lastHours(records: readonly EndpointRecord[], now: Instant): Promise<Map<number, LastHour>>;
    /** Its checks by hours, from the hour of `from` on; hours without checks are left out. */
    hours(record: EndpointRecord, from: Instant, now: Instant): Promise<HistoryPeriod[]>;
    /** What is known of the time of any part of a period, and the incidents that began in it. */
    exactDurations(
      record: EndpointRecord,
      period: Period,
    ): Promise<(subperiod: Period) => ExactDurations>;
  };
  /** How many packed rows could not be read in full. */
  countCorruptRows(): Promise<number>;
  /** All of it, piece by piece. */
  exports: {
    checks(query: ExportQuery): AsyncIterable<ExportedCheck>;
    incidents(query: ExportQuery): AsyncIterable<ExportedIncident>;
    uptime(query: ExportQuery): AsyncIterable<ExportedDay>;
  };
  maintenances: MaintenancePorts;
  pages: PagePorts;
  checks: {
    list(endpoint: Endpoint, period: Period, page: Pagination): Promise<Paginated<CheckRecord>>;
  };
  incidents: IncidentPorts;
  settings: SettingsPorts;
  versions: VersionPorts;
  ticks: {
    last(): Promise<LastTick | null>;
    /** The intervals below a minute that are in use: what decides when the next tick comes. */
    subMinuteIntervals(): Promise<number[]>;
  };
  rooms: RoomPorts;
  /** Null when the endpoint is gone or paused, has never reported, or the check was lost. */
  runManualCheck(endpointId: string): Promise<CheckRecord | null>;
  /** Tries settings that are not stored: what is seen, step by step. Null when it was lost. */
  dryRun(endpoint: Endpoint): Promise<DryRun | null>;
  /** Seals anew whatever is not sealed under the current key; answers how many rows that were. */
  reencryptSecrets(): Promise<number>;
  /** What a change says to those who listen. */
  eventsForChange(change: StateChange, at: Instant): LiveEvent[];
  maintenanceEvent(change: MaintenanceChange, at: Instant): LiveEvent;
  incidentEvent(incident: IncidentRecord, action: IncidentAction | null, at: Instant): LiveEvent;
  /** Why an address may not be checked, as a sentence; null when it may. */
  validateAddress(url: string, kind: EndpointKind): string | null;
  /** Why an assertion cannot be tested, as a sentence; null when it can. */
  validateAssertion(kind: EndpointKind, assertion: Assertion): string | null;
  wakeClock(): Promise<void>;
  /** Goes on after the answer is sent. */
  waitUntil(work: Promise<unknown>): void;
};
