import type { LiveEvent } from "../protocol/events";
import type { Freshness, Position } from "../protocol/frames";
import { LOG } from "../protocol/resume";

type Row = { last: number; count: number; events: string };

/** What a room remembers: where it stands, how fresh it is, and the last frames it told. */
export class RoomLog {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec(
      "create table if not exists frames (last integer primary key, count integer not null, at integer not null, events text not null)",
    );
  }

  /** Null while nobody listens: what happens then is not kept. */
  get position(): Position | null {
    return this.#storage.kv.get<Position>("position") ?? null;
  }

  get freshness(): Freshness {
    return this.#storage.kv.get<Freshness>("freshness") ?? { asOf: null, nextExpectedAt: null };
  }

  /** Numbers start again, under an epoch of which nobody can have a cursor. */
  begin(epoch: string): Position {
    const position = { epoch, seq: 0 };
    this.#storage.kv.put("position", position);
    return position;
  }

  /** Forgets everything: a cursor from before finds another epoch and so a gap. */
  end(): void {
    this.#storage.kv.delete("position");
    this.#storage.kv.delete("freshness");
    this.#storage.sql.exec("delete from frames");
  }

  /**
   * Keeps the events of one frame, `count` of them, as the JSON in which they are told as well: a
   * frame is a row, and is serialised once. Answers where the room now stands.
   */
  append(
    { events, count }: { events: string; count: number },
    freshness: Freshness,
    now: number,
  ): Position | null {
    const position = this.position;
    if (!position) return null;
    if (isNewer(freshness, this.freshness)) this.#storage.kv.put("freshness", freshness);
    if (count === 0) return position;
    const appended = { ...position, seq: position.seq + count };
    this.#storage.sql.exec(
      "insert into frames (last, count, at, events) values (?, ?, ?, ?)",
      ...[appended.seq, count, now, events],
    );
    this.#storage.kv.put("position", appended);
    this.#prune(appended, now);
    return appended;
  }

  /** The first event still kept; with none kept, the one that comes next. */
  oldestSeq({ seq }: Position): number {
    const [oldest] = this.#frames("order by last limit 1");
    return oldest ? oldest.last - oldest.count + 1 : seq + 1;
  }

  after(seq: number): LiveEvent[] {
    return this.#frames("where last > ? order by last", seq).flatMap(({ last, count, events }) => {
      const all = JSON.parse(events) as LiveEvent[];
      return all.slice(Math.max(0, seq - (last - count)));
    });
  }

  #frames(clause: string, ...values: number[]): Row[] {
    const sql = `select last, count, events from frames ${clause}`;
    return this.#storage.sql.exec<Row>(sql, ...values).toArray();
  }

  #prune({ seq }: Position, now: number): void {
    this.#storage.sql.exec(
      "delete from frames where last <= ? or at < ?",
      seq - LOG.events,
      now - LOG.ageMs,
    );
  }
}

/** What answered late says nothing about how fresh the rest is. */
const isNewer = ({ asOf }: Freshness, known: Freshness): boolean =>
  asOf !== null && (known.asOf === null || asOf > known.asOf);
