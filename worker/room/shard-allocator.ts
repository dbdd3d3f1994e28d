import type { RoomStorage } from "./event-log";

/** Which parts a room has, and which of them are full: known to its shard 0. */
export class ShardAllocator {
  readonly #storage: RoomStorage;
  readonly #maxShards: number;

  constructor(storage: RoomStorage, atMost: number) {
    this.#storage = storage;
    this.#maxShards = atMost;
    storage.sql.exec(
      "create table if not exists shards (shard integer primary key, full integer not null)",
    );
  }

  /**
   * Where there is room: the shard asked for, unless it is full or unknown; else the first that is
   * not full, so that the tree stays dense; else a new one. Null when the room can grow no more.
   */
  allocate(requested: number, isFull: boolean): number | null {
    if (this.#shards.some(({ shard }) => shard === requested)) this.#store(requested, isFull);
    const shards = this.#shards;
    const free = shards.filter(({ full }) => full === 0).map(({ shard }) => shard);
    if (free.includes(requested)) return requested;
    if (free[0] !== undefined) return free[0];
    const next = Math.max(...shards.map(({ shard }) => shard)) + 1;
    if (next >= this.#maxShards) return null;
    this.#store(next, false);
    return next;
  }

  release(shard: number): void {
    this.#storage.sql.exec("delete from shards where shard = ?", shard);
  }

  clear(): void {
    this.#storage.sql.exec("delete from shards");
  }

  #store(shard: number, isFull: boolean): void {
    this.#storage.sql.exec(
      "insert into shards (shard, full) values (?, ?) on conflict (shard) do update set full = excluded.full where full <> excluded.full",
      ...[shard, Number(isFull)],
    );
  }

  get #shards(): { shard: number; full: number }[] {
    const stored = this.#storage.sql
      .exec<{ shard: number; full: number }>(
        'select shard as "shard", full from shards order by shard',
      )
      .toArray();
    // The room itself is always there.
    return stored[0]?.shard === 0 ? stored : [{ shard: 0, full: 0 }, ...stored];
  }
}
