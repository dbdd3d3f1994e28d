import type { Assertion } from "../domain/checks/assertion";
import type { CheckRecord } from "../domain/checks/check";
import type { Credentials, BodyType, HttpMethod, Region } from "../domain/checks/endpoint";
import type { EndpointKind } from "../domain/checks/kinds";
import type { Iso } from "../domain/instant";
import type { LastHour } from "../domain/history/last-hour";
import type { Status } from "../domain/status/status";
import type { Freshness, Position } from "./position";
import type { BarsView } from "./history";
import type { TickSource } from "./tick-source";

/** The shapes of the HTTP API, version 1. Times ISO 8601 UTC, durations in ms unless the name says seconds. */

export type EndpointView = {
  id: string;
  name: string;
  kind: EndpointKind;
  /** Null of a heartbeat. */
  url: string | null;
  /** Where a heartbeat reports; null of all others, and in lists. */
  pingUrl: string | null;
  method: HttpMethod;
  headers: Record<string, string>;
  body: string | null;
  bodyType: BodyType;
  /** Its secrets come back masked. */
  auth: Credentials | null;
  maxRedirects: number;
  expectedStatus: string[];
  assertions: Assertion[];
  intervalSeconds: number;
  graceSeconds: number;
  timeoutMs: number;
  degradedAfterMs: number | null;
  failureThreshold: number;
  recoveryThreshold: number;
  retryDelaySeconds: number | null;
  regions: Region[];
  regionQuorum: number | null;
  /** Ids of endpoints. */
  dependsOn: string[];
  /** 0.5..0.99999 of covered time, or null. */
  sloTarget: number | null;
  sloWindowDays: number;
  tags: string[];
  paused: boolean;
  status: Status;
  since: Iso;
  lastCheckedAt: Iso | null;
  lastResponseTime: number | null;
  /** Why the status is what it is; null when it is well. */
  errorMessage: string | null;
  /** 0..1 of covered time; null when nothing was covered. */
  uptime24h: number | null;
  /** The maintenance that it is in; null when it is in none. */
  maintenance: ActiveMaintenanceView | null;
  details: CheckDetailsView | null;
  /** Only where a list was asked for them. */
  bars?: BarsView;
  /** Where bars were asked for. */
  lastHour?: LastHour;
  createdAt: Iso;
  updatedAt: Iso;
};

export type ActiveMaintenanceView = { id: string; title: string; endsAt: Iso };

/** What is known beyond answer and time, of certificates and domains. */
export type CheckDetailsView = {
  expiresAt?: Iso;
  issuer?: string;
  names?: string[];
  registrar?: string;
};

export type CheckView = Omit<CheckRecord, "at"> & { at: Iso };

/** One look of a check that was only tried; `region` null is from here. */
export type DryRunResult = Omit<CheckView, "at">;

/** What happened on the way, in order. Texts are ours or short scalars, never a body. */
export type DryRunStep = {
  name: DryRunStepName;
  ok: boolean;
  /** Milliseconds since the look began. */
  atMs: number;
  expected: string | null;
  actual: string | null;
};
export type DryRunStepName =
  | "address"
  | "connected"
  | "redirected"
  | "answered"
  | "message"
  | "records"
  | "certificate"
  | "domain"
  | "assertion"
  | "time";

/** The answer to `POST /endpoints/test`: nothing is stored. */
export type TestResult = Omit<DryRunResult, "region"> & {
  results: DryRunResult[];
  steps: DryRunStep[];
  details: CheckDetailsView | null;
};

/** `startsAt` and `endsAt` are those of the first time where it recurs. */
export type MaintenanceView = {
  id: string;
  title: string;
  endpointIds: string[];
  startsAt: Iso;
  endsAt: Iso;
  /** A cron pattern of five fields, in `timeZone`; null of one that happens once. */
  recurrence: string | null;
  /** Of the IANA database. */
  timeZone: string;
  isActive: boolean;
  /** The windows in the period asked for, at most 100, in order. */
  occurrences: { startsAt: Iso; endsAt: Iso }[];
  createdAt: Iso;
  updatedAt: Iso;
};

export type List<Item> = { data: Item[]; nextCursor: string | null };

/** State carries its position in the room, taken before the state was read. */
export type AtPosition = { live: Position };

/** `barDays`, where they were asked for: the days of all bars, in `timeZone`. */
export type EndpointList = List<EndpointView> &
  AtPosition &
  Freshness & { barDays?: string[]; timeZone?: string };
export type MaintenanceList = List<MaintenanceView> & AtPosition & Freshness;
export type EndpointResponse = EndpointView;
export type RoomState = { room: string } & AtPosition & Freshness;

export type Overview = {
  totalEndpoints: number;
  /** Each endpoint counts once. */
  statusBreakdown: Record<Status | "MAINTENANCE" | "PAUSED", number>;
  openIncidents: number;
  incidents24h: number;
  uptime24h: number | null;
  averageResponseTime: number | null;
  /** Packed rows of the history that could not be read in full: what can be read of them is shown. */
  corruptRows: number;
} & Freshness &
  AtPosition;

export type Health = {
  status: "ok" | "starting" | "stalled";
  lastTickAt: Iso | null;
  lagMs: number | null;
  source: TickSource | null;
};

/** What stands in place of a secret. Sent back, it keeps the stored value. */
export const MASKED_SECRET = "********";
