import type { Freshness, Position } from "../protocol/position";
import { EVENT_LOG_LIMITS, planResume } from "../protocol/resume";

/** One frame with events. `events` is their JSON, as it was told. */
export type LoggedFrame = { lastSeq: number; count: number; at: number; events: string };

/** All that a part needs to answer for its room. */
export type EventLogSnapshot = { position: Position; freshness: Freshness; rows: LoggedFrame[] };

export type RoomStorage = Pick<DurableObjectStorage, "sql" | "kv">;

const UNKNOWN_FRESHNESS: Freshness = { asOf: null, nextExpectedAt: null };
/** A publication is tried twice, so the last few are enough to know it again. */
const MAX_IDS = 16;

/** What a room remembers: where it stands, how fresh it is, and the last frames it told. */
export class EventLog {
  readonly #storage: RoomStorage;
  /** When all come back at once they ask for the same: it is put together once. */
  #replayed: { after: number; text: string } | null = null;

  constructor(storage: RoomStorage) {
    this.#storage = storage;
    storage.sql.exec(
      "create table if not exists frames (last_seq integer primary key, count integer not null, at integer not null, events text not null)",
    );
  }

  /** Null while nobody listens: what happens then is not kept. */
  get position(): Position | null {
    return this.#storage.kv.get<Position>("position") ?? null;
  }

  get freshness(): Freshness {
    return this.#storage.kv.get<Freshness>("freshness") ?? UNKNOWN_FRESHNESS;
  }

  /** Numbers start again, under an epoch of which nobody can have a cursor. */
  start(epoch: string): Position {
    this.#deleteFrames();
    const position = { epoch, seq: 0 };
    this.#storage.kv.put("position", position);
    return position;
  }

  /** Goes on from where another part stands. */
  restore({ position, freshness, rows }: EventLogSnapshot): Position {
    this.#deleteFrames();
    for (const row of rows) this.#insert(row);
    this.#storage.kv.put("position", position);
    this.#storage.kv.put("freshness", freshness);
    return position;
  }

  /** Forgets everything: a cursor from before finds another epoch and so a gap. */
  clear(): void {
    this.#deleteFrames();
    for (const key of ["position", "freshness", "ids"]) this.#storage.kv.delete(key);
  }

  /** Whether a publication was told already: its answer may have been lost on the way. */
  hasPublication(id: string): boolean {
    return this.#ids.includes(id);
  }

  /** Keeps one frame that leads to `position`, and clears away what is too old. */
  append(position: Position, frame: Omit<LoggedFrame, "lastSeq">, id?: string): void {
    if (frame.count === 0) return;
    this.#insert({ lastSeq: position.seq, ...frame });
    if (id !== undefined) this.#storage.kv.put("ids", [...this.#ids, id].slice(-MAX_IDS));
    this.#storage.kv.put("position", position);
    this.#storage.sql.exec(
      "delete from frames where last_seq <= ? or at < ?",
      position.seq - EVENT_LOG_LIMITS.events,
      frame.at - EVENT_LOG_LIMITS.ageMs,
    );
  }

  /** What answered late says nothing about how fresh the rest is. */
  refresh(freshness: Freshness): void {
    const current = this.freshness;
    const { asOf } = freshness;
    if (asOf === null || (current.asOf !== null && asOf <= current.asOf)) return;
    this.#storage.kv.put("freshness", freshness);
  }

  /** The events that a listener missed, as one JSON array; null where that cannot be told whole. */
  eventsAfter(cursor: Position | null): string | null {
    const plan = this.#plan(cursor, EVENT_LOG_LIMITS.replay);
    if (plan === null) return null;
    if (this.#replayed?.after !== plan) {
      this.#replayed = { after: plan, text: this.#after(plan) };
    }
    return this.#replayed.text;
  }

  /** The frames after a position, whole; null where that is not so. */
  framesSince(cursor: Position): LoggedFrame[] | null {
    const after = this.#plan(cursor, EVENT_LOG_LIMITS.events);
    return after === null ? null : this.#rows("where last_seq > ? order by last_seq", after);
  }

  snapshot(position: Position): EventLogSnapshot {
    return { position, freshness: this.freshness, rows: this.#rows("order by last_seq") };
  }

  #plan(cursor: Position | null, atMost: number): number | null {
    const { position } = this;
    if (!position) return null;
    const [oldest] = this.#rows("order by last_seq limit 1");
    const oldestSeq = oldest ? oldest.lastSeq - oldest.count + 1 : position.seq + 1;
    const plan = planResume(cursor, { ...position, oldestSeq }, atMost);
    return plan.kind === "replay" ? plan.afterSeq : null;
  }

  #after(seq: number): string {
    const pieces = this.#rows("where last_seq > ? order by last_seq", seq).map(
      ({ lastSeq, count, events }) => {
        const skipCount = seq - (lastSeq - count);
        const remaining =
          skipCount <= 0
            ? events
            : JSON.stringify((JSON.parse(events) as unknown[]).slice(skipCount));
        return remaining.slice(1, -1);
      },
    );
    return `[${pieces.join(",")}]`;
  }

  get #ids(): string[] {
    return this.#storage.kv.get<string[]>("ids") ?? [];
  }

  #rows(clause: string, ...values: number[]): LoggedFrame[] {
    const sql = `select last_seq as "lastSeq", count, at, events from frames ${clause}`;
    return this.#storage.sql.exec<LoggedFrame>(sql, ...values).toArray();
  }

  #insert({ lastSeq, count, at, events }: LoggedFrame): void {
    const sql = "insert into frames (last_seq, count, at, events) values (?, ?, ?, ?)";
    this.#storage.sql.exec(sql, lastSeq, count, at, events);
    this.#replayed = null;
  }

  #deleteFrames(): void {
    this.#storage.sql.exec("delete from frames");
    this.#replayed = null;
  }
}
