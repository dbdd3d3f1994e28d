import type { CheckRecord } from "../domain/check";
import type { Method } from "../domain/endpoint";
import type { Iso } from "../domain/instant";
import type { Status } from "../domain/status";
import type { Freshness, Position } from "./frames";

/** The shapes of the HTTP API, version 1. Times ISO 8601 UTC, durations in ms unless the name says seconds. */

export type EndpointView = {
  id: string;
  name: string;
  kind: "http";
  url: string;
  method: Method;
  headers: Record<string, string>;
  body: string | null;
  expectedStatus: string[];
  intervalSeconds: number;
  timeoutMs: number;
  degradedAfterMs: number | null;
  failureThreshold: number;
  recoveryThreshold: number;
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
  createdAt: Iso;
  updatedAt: Iso;
};

export type CheckView = Omit<CheckRecord, "at"> & { at: Iso };

export type IncidentView = {
  id: string;
  endpointId: string;
  endpointName: string;
  status: "open" | "resolved";
  startedAt: Iso;
  resolvedAt: Iso | null;
  /** Milliseconds, once resolved. */
  duration: number | null;
  failureCount: number;
  errorMessage: string | null;
};

export type List<Item> = { data: Item[]; nextCursor: string | null };

/** State carries its position in the room, taken before the state was read. */
export type Live = { live: Position };

export type EndpointList = List<EndpointView> & Live & Freshness;
export type IncidentList = List<IncidentView> & Live & Freshness;
export type EndpointAnswer = EndpointView;
export type RoomState = { room: string } & Live & Freshness;

export type Overview = {
  totalEndpoints: number;
  statusBreakdown: Record<Status, number> & { PAUSED: number };
  openIncidents: number;
  incidents24h: number;
  uptime24h: number | null;
  averageResponseTime: number | null;
} & Freshness &
  Live;

export type Health = {
  status: "ok" | "starting" | "stalled";
  lastTickAt: Iso | null;
  lagMs: number | null;
  source: TickSource | null;
};

export type TickSource = "cron" | "clock" | "manual";

export const ERROR_STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

export type ApiError = {
  error: { code: ErrorCode; message: string; fields?: Record<string, string> };
};

/** What stands in place of a header value that is a secret. Sent back, it keeps the stored value. */
export const MASKED = "********";
