import { nanoid } from "nanoid";
import { PROTOCOL_VERSION, type EventsFrame, type HelloFrame } from "../protocol/frames";
import type { Freshness, Position } from "../protocol/position";

/** What one shard tells another, with events and checks as the JSON in which listeners get them. */
export type EncodedFrame = Position & {
  count: number;
  events: string;
  checks: string | null;
  freshness: Freshness;
  /** How many listen in the whole room. */
  viewerCount: number;
};

/**
 * What every frame says of the room; null where listeners are not told how many they are, or who
 * else there is.
 */
export type RoomStatus = Freshness & {
  viewerCount: number | null;
  presence: string[] | null;
  retryAfterMs: number;
};

/** The text of an `EventsFrame`, around what is serialised already. */
export function encodeEvents(
  { seq, events, checks }: EncodedFrame,
  { retryAfterMs, ...status }: RoomStatus,
): string {
  const head = { type: "events", seq } satisfies Partial<EventsFrame>;
  const tail = {
    ...statusFields(status),
    ...(retryAfterMs > BASE_RETRY_MS && { retryAfterMs }),
  } satisfies Partial<EventsFrame>;
  return joinJson(head, { events, ...(checks !== null && { checks }) }, tail);
}

export type Hello = Position & { room: string; shard: number; events: string | null };

/** The text of a `HelloFrame`; without events it is a gap. */
export function encodeHello({ events, shard, ...hello }: Hello, status: RoomStatus): string {
  const head = {
    type: "hello",
    v: PROTOCOL_VERSION,
    connectionId: `c_${nanoid(10)}`,
    ...hello,
    resumed: events !== null,
  } satisfies Partial<HelloFrame>;
  const tail = {
    ...statusFields(status),
    retryAfterMs: status.retryAfterMs,
    ...(shard > 0 && { shard }),
  } satisfies Partial<HelloFrame>;
  return joinJson(head, events === null ? {} : { events }, tail);
}

const statusFields = ({
  asOf,
  nextExpectedAt,
  viewerCount,
  presence,
}: Omit<RoomStatus, "retryAfterMs">) => ({
  asOf,
  nextExpectedAt,
  ...(viewerCount !== null && { viewers: viewerCount }),
  ...(presence !== null && { presence }),
});

function joinJson(head: object, texts: Record<string, string>, tail: object): string {
  const middle = Object.entries(texts).map(([key, text]) => `"${key}":${text},`);
  return `${JSON.stringify(head).slice(0, -1)},${middle.join("")}${JSON.stringify(tail).slice(1)}`;
}

/** Each client draws its delay from half to one and a half of this: 1.6 to 4.8 s after a deploy. */
const BASE_RETRY_MS = 3_200;
/** As far as clients go. */
const MAX_RETRY_MS = 20_000;

/** A deploy cuts everybody at once: the more there are, the longer they take to come back. */
export const retryAfterMs = ({
  shardConnections,
  roomViewerCount,
}: {
  shardConnections: number;
  roomViewerCount: number;
}): number =>
  Math.round(
    Math.min(MAX_RETRY_MS, Math.max(BASE_RETRY_MS, shardConnections * 2, roomViewerCount / 25)),
  );
