import type { Frame } from "./frames";
import type { Position } from "./position";
import type { LiveEvent } from "./events";

/** What a room keeps for those who come back. */
export const EVENT_LOG_LIMITS = { events: 500, ageMs: 15 * 60_000, replay: 200 } as const;

export type ResumePlan = { kind: "replay"; afterSeq: number } | { kind: "gap" };

/**
 * What a room answers to a cursor: everything missed, or an explicit gap; never a part.
 * `oldestSeq` is the first event still in the log; with an empty log it is `seq + 1`.
 */
export function planResume(
  cursor: Position | null,
  room: Position & { oldestSeq: number },
  atMost: number = EVENT_LOG_LIMITS.replay,
): ResumePlan {
  if (!cursor || cursor.epoch !== room.epoch) return { kind: "gap" };
  const missed = room.seq - cursor.seq;
  const isComplete = cursor.seq + 1 >= room.oldestSeq;
  return missed >= 0 && missed <= atMost && isComplete
    ? { kind: "replay", afterSeq: cursor.seq }
    : { kind: "gap" };
}

export type RelayPlan = "next" | "seen" | "behind";

/** What a part of a room does with a frame of `count` events from the part above it. */
export function planRelay(at: Position, frame: Position & { count: number }): RelayPlan {
  if (frame.epoch !== at.epoch) return "behind";
  if (frame.seq - frame.count === at.seq) return "next";
  return frame.seq <= at.seq ? "seen" : "behind";
}

export type Acceptance =
  | { kind: "apply"; events: LiveEvent[]; position: Position }
  /** State must be read again over HTTP. */
  | { kind: "gap"; position: Position }
  /** Something between was lost on the way: connect again with the cursor. */
  | { kind: "hole" };

/**
 * What a client does with a frame, given where it stands. Frames that were seen before apply
 * nothing; `skipped` events of unknown names still count in the sequence.
 */
export function acceptFrame(at: Position | null, frame: Frame & { skipped: number }): Acceptance {
  const count = (frame.events?.length ?? 0) + frame.skipped;
  if (frame.type === "hello") {
    const position = { epoch: frame.epoch, seq: frame.seq };
    return frame.resumed
      ? { kind: "apply", events: frame.events ?? [], position }
      : { kind: "gap", position };
  }
  if (!at) return { kind: "hole" };
  if (frame.seq <= at.seq) return { kind: "apply", events: [], position: at };
  const firstSeq = frame.seq - count + 1;
  if (firstSeq > at.seq + 1) return { kind: "hole" };
  // Part of it may have been replayed already; then the new ones are the last ones.
  const newEvents = frame.skipped > 0 ? frame.events : frame.events.slice(at.seq + 1 - firstSeq);
  return { kind: "apply", events: newEvents, position: { epoch: at.epoch, seq: frame.seq } };
}
