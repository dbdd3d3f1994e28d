import type { Instant } from "../instant";
import type { Notification } from "./alert";
import { HOUR_MS, MINUTE_MS } from "../schedule";

export const DELIVERY_STATUSES = ["waiting", "delivered", "dead", "skipped"] as const;
/**
 * `dead` has been given up on and can be sent again by hand; `skipped` was not sent on purpose, since
 * its receiver never heard that it began.
 */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One notification for one channel. */
export type Delivery = {
  number: number;
  id: string;
  alertId: string | null;
  payload: Notification;
  createdAt: Instant;
  attempts: number;
};

/** What came of an attempt: classes, never the receiver's own words. */
export const DELIVERY_OUTCOMES = [
  "delivered",
  "redirected",
  "unauthorized",
  "not-found",
  "gone",
  "too-large",
  "throttled",
  "rejected",
  "broken",
  "timeout",
  "unreachable",
  "name-not-resolved",
  "tls",
  "connection-lost",
  "address-refused",
  "misconfigured",
  "lost",
] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

export type DeliveryAttempt = {
  outcome: DeliveryOutcome;
  statusCode: number | null;
  durationMs: number;
  /** How long the receiver asks to be left alone. */
  retryAfterMs: number | null;
};

export function outcomeOfStatus(status: number): DeliveryOutcome {
  if (status >= 200 && status < 300) return "delivered";
  if (status >= 300 && status < 400) return "redirected";
  if (status >= 500) return "broken";
  return OUTCOME_BY_STATUS[status] ?? "rejected";
}

const OUTCOME_BY_STATUS: Record<number, DeliveryOutcome> = {
  401: "unauthorized",
  403: "unauthorized",
  404: "not-found",
  408: "timeout",
  410: "gone",
  413: "too-large",
  429: "throttled",
};

/** That message will never be taken, whenever it is sent. */
export const isPermanentFailure = (outcome: DeliveryOutcome): boolean =>
  outcome === "rejected" || outcome === "too-large";

/** What is not delivered by then stands among the dead letters. */
export const DELIVERY_TTL_MS = 24 * HOUR_MS;

/** Since the first attempt: Standard Webhooks 1.0.0. */
const RETRY_SCHEDULE_MS = [
  5_000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
const RETRY_JITTER = 0.1;
/** Where a receiver says "slower" and not how slow. */
const MIN_THROTTLED_WAIT_MS = MINUTE_MS;
const MAX_RETRY_AFTER_MS = HOUR_MS;
/** New messages are a reason to try a channel again, though not at once. */
export const NEW_DELIVERY_RETRY_MS = 5 * MINUTE_MS;

/** When a channel that has failed so often in a row is tried again; `chance` is 0..1. */
export function nextAttemptAt(
  failures: number,
  attempt: Pick<DeliveryAttempt, "outcome" | "retryAfterMs">,
  { now, chance }: { now: Instant; chance: number },
): Instant {
  if (attempt.retryAfterMs !== null) {
    const requested = Math.min(attempt.retryAfterMs, MAX_RETRY_AFTER_MS);
    return now + Math.ceil(requested * (1 + RETRY_JITTER * chance));
  }
  const index = Math.min(failures, RETRY_SCHEDULE_MS.length) - 1;
  const waitMs = RETRY_SCHEDULE_MS[index]! - (RETRY_SCHEDULE_MS[index - 1] ?? 0);
  const atLeastMs =
    attempt.outcome === "throttled" ? Math.max(waitMs, MIN_THROTTLED_WAIT_MS) : waitMs;
  return now + Math.round(atLeastMs * (1 + RETRY_JITTER * (2 * chance - 1)));
}

/** More than this at once is a storm, and one message. */
const BATCH_THRESHOLD = 3;

export type NextSend = { send: Delivery[] } | { waitUntil: Instant };

/** What goes out next of what waits: one, or a storm together, within the bound of each minute. */
export function chooseNextSend(
  waiting: readonly Delivery[],
  { sentAt, maxPerMinute, maxDigestItems }: RateLimit,
  now: Instant,
): NextSend {
  const recent = sentAt.filter((at) => at > now - MINUTE_MS);
  const left = maxPerMinute - recent.length;
  if (left <= 0) return { waitUntil: recent[recent.length - maxPerMinute]! + MINUTE_MS };
  const isBatch = waiting.length > BATCH_THRESHOLD || waiting.length > left;
  return { send: waiting.slice(0, isBatch ? maxDigestItems : 1) };
}

export type RateLimit = {
  /** When this channel was last sent to. */
  sentAt: readonly Instant[];
  maxPerMinute: number;
  /** How many one message may tell of. */
  maxDigestItems: number;
};

/** The id of a letter that tells of several. */
export const batchId = (sent: readonly Pick<Delivery, "id">[]): string =>
  `${sent[0]!.id}.and.${sent.length - 1}`;
