import type { Freshness } from "$protocol/position";

/** The next look may be late by this before anyone is told. */
const LATE_MS = 2 * 60_000;
/** A page that slept wakes up with old news; it gets this long to hear newer. */
const WAKE_GRACE_MS = 15_000;

/** Whether anyone is looking, and whether this page would know. */
export type MonitoringState =
  | { kind: "starting" }
  | { kind: "running"; asOf: string }
  /** The monitoring itself has stopped. */
  | { kind: "stalled"; since: string }
  /** This page hears nothing: it cannot tell what happens. */
  | { kind: "disconnected"; since: string };

export type PageAge = {
  /** When the server read what the page was loaded with. */
  readAt: number;
  /** For how long the page, while awake, has waited for news that are due. */
  waitedMs: number;
  isConnected: boolean;
};

export function monitoringState(
  freshness: Freshness,
  { readAt, waitedMs, isConnected }: PageAge,
): MonitoringState {
  const { asOf } = freshness;
  if (asOf === null) return { kind: "starting" };
  if (isOverdue(freshness, readAt)) return { kind: "stalled", since: asOf };
  if (waitedMs < WAKE_GRACE_MS) return { kind: "running", asOf };
  return { kind: isConnected ? "stalled" : "disconnected", since: asOf };
}

export const isOverdue = ({ nextExpectedAt }: Freshness, at: number): boolean =>
  nextExpectedAt !== null && at > Date.parse(nextExpectedAt) + LATE_MS;

/** The newer of what the page was loaded with and what a room has told since. */
export const newerFreshness = (a: Freshness, b: Freshness | null): Freshness =>
  b?.asOf && (a.asOf === null || b.asOf > a.asOf) ? b : a;
