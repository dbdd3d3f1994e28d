import type { RoomStorage } from "./log";

/** Which parts a room has, and which of them are full: known to its part 0. */
export class Seating {
  readonly #storage: RoomStorage;
  readonly #atMost: number;

  constructor(storage: RoomStorage, atMost: number) {
    this.#storage = storage;
    this.#atMost = atMost;
    storage.sql.exec(
      "create table if not exists seating (part integer primary key, full integer not null)",
    );
  }

  /**
   * Where there is room: the part asked for, unless it is full or unknown; else the first that is
   * not full, so that the tree stays dense; else a new one. Null when the room can grow no more.
   */
  place(asked: number, isFull: boolean): number | null {
    if (this.#parts.some(({ part }) => part === asked)) this.#note(asked, isFull);
    const parts = this.#parts;
    const free = parts.filter(({ full }) => full === 0).map(({ part }) => part);
    if (free.includes(asked)) return asked;
    if (free[0] !== undefined) return free[0];
    const next = Math.max(...parts.map(({ part }) => part)) + 1;
    if (next >= this.#atMost) return null;
    this.#note(next, false);
    return next;
  }

  vacate(part: number): void {
    this.#storage.sql.exec("delete from seating where part = ?", part);
  }

  clear(): void {
    this.#storage.sql.exec("delete from seating");
  }

  #note(part: number, isFull: boolean): void {
    this.#storage.sql.exec(
      "insert into seating (part, full) values (?, ?) on conflict (part) do update set full = excluded.full where full <> excluded.full",
      ...[part, Number(isFull)],
    );
  }

  get #parts(): { part: number; full: number }[] {
    const known = this.#storage.sql
      .exec<{ part: number; full: number }>("select part, full from seating order by part")
      .toArray();
    // The room itself is always there.
    return known[0]?.part === 0 ? known : [{ part: 0, full: 0 }, ...known];
  }
}
