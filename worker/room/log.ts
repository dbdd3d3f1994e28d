import type { LiveEvent } from "../protocol/events";
import type { Freshness, Position } from "../protocol/frames";
import { LOG } from "../protocol/resume";

/** What a room remembers: its epoch, the number of its last event, and the last events themselves. */
export class RoomLog {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec(
      "create table if not exists log (seq integer primary key, at integer not null, event text not null)",
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
    this.#storage.sql.exec("delete from log");
  }

  append(events: readonly LiveEvent[], freshness: Freshness, now: number): Position | null {
    const position = this.position;
    if (!position) return null;
    if (isNewer(freshness, this.freshness)) this.#storage.kv.put("freshness", freshness);
    if (events.length === 0) return position;
    const sql = "insert into log (seq, at, event) values (?, ?, ?)";
    events.forEach((event, index) => {
      this.#storage.sql.exec(sql, position.seq + index + 1, now, JSON.stringify(event));
    });
    const appended = { ...position, seq: position.seq + events.length };
    this.#storage.kv.put("position", appended);
    this.#prune(appended, now);
    return appended;
  }

  /** The first event still kept; with none kept, the one that comes next. */
  oldestSeq({ seq }: Position): number {
    const { oldest } = this.#storage.sql
      .exec<{ oldest: number | null }>("select min(seq) as oldest from log")
      .one();
    return oldest ?? seq + 1;
  }

  after(seq: number): LiveEvent[] {
    return this.#storage.sql
      .exec<{ event: string }>("select event from log where seq > ? order by seq", seq)
      .toArray()
      .map(({ event }) => JSON.parse(event) as LiveEvent);
  }

  #prune({ seq }: Position, now: number): void {
    this.#storage.sql.exec(
      "delete from log where seq <= ? or at < ?",
      seq - LOG.events,
      now - LOG.ageMs,
    );
  }
}

/** What answered late says nothing about how fresh the rest is. */
const isNewer = ({ asOf }: Freshness, known: Freshness): boolean =>
  asOf !== null && (known.asOf === null || asOf > known.asOf);
