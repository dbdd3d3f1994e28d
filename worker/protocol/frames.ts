import * as v from "valibot";
import { liveEventSchema, wireCheckSchema, type LiveEvent, type WireCheck } from "./events";
import { positionSchema, type Freshness } from "./position";

export const PROTOCOL_VERSION = 1;

const iso = v.pipe(v.string(), v.isoTimestamp());
const seq = positionSchema.entries.seq;

const freshness = { asOf: v.nullable(iso), nextExpectedAt: v.nullable(iso) };

/**
 * How many watch, where listeners are told; and in an incident's room the names of the others who
 * have it open, each person once and never the listener.
 */
const viewerFields = { viewers: v.optional(seq), presence: v.optional(v.array(v.string())) };
const milliseconds = v.pipe(v.number(), v.minValue(0));

/** The first frame of every connection. `events` is all that was missed, or absent. */
const hello = v.object({
  type: v.literal("hello"),
  v: v.number(),
  connectionId: v.string(),
  room: v.string(),
  epoch: positionSchema.entries.epoch,
  seq,
  resumed: v.boolean(),
  events: v.optional(v.array(liveEventSchema)),
  ...freshness,
  ...viewerFields,
  retryAfterMs: milliseconds,
  /** Of a room that has several: to be given back with the cursor. */
  shard: v.optional(seq),
});
export type HelloFrame = v.InferOutput<typeof hello>;

/** One per tick or change. `seq` is that of the last event; no events repeat the current one. */
const events = v.object({
  type: v.literal("events"),
  seq,
  events: v.array(liveEventSchema),
  checks: v.optional(v.array(wireCheckSchema)),
  ...freshness,
  ...viewerFields,
  /** Where it is another than in the greeting. */
  retryAfterMs: v.optional(milliseconds),
});
export type EventsFrame = v.InferOutput<typeof events>;

/** What a room is told: null freshness leaves it as it is, and an `id` that it knows changes nothing. */
export type RoomPublication = Freshness & {
  id?: string;
  events: LiveEvent[];
  checks?: WireCheck[];
};

const frame = v.variant("type", [hello, events]);
export type Frame = HelloFrame | EventsFrame;

export type DecodeResult<Value> = { ok: true; value: Value } | { ok: false; problem: string };

/**
 * One WebSocket message. Event names that this version does not know are dropped, keeping their
 * place in the sequence; anything else malformed is a problem, not an exception.
 */
export function decodeFrame(text: string): DecodeResult<Frame & { skipped: number }> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, problem: "not JSON" };
  }
  const { known: knownEvents, skipped } = dropUnknownEvents(json);
  const parsed = v.safeParse(frame, knownEvents);
  return parsed.success
    ? { ok: true, value: { ...parsed.output, skipped } }
    : { ok: false, problem: v.summarize(parsed.issues) };
}

const EVENT_NAMES: ReadonlySet<string> = new Set(
  liveEventSchema.options.map((option) => option.entries.type.literal),
);

function dropUnknownEvents(json: unknown): { known: unknown; skipped: number } {
  if (
    typeof json !== "object" ||
    json === null ||
    !("events" in json) ||
    !Array.isArray(json.events)
  ) {
    return { known: json, skipped: 0 };
  }
  const all: unknown[] = json.events;
  const knownEvents = all.filter(
    (event) =>
      typeof event !== "object" ||
      event === null ||
      !("type" in event) ||
      typeof event.type !== "string" ||
      EVENT_NAMES.has(event.type),
  );
  return { known: { ...json, events: knownEvents }, skipped: all.length - knownEvents.length };
}
