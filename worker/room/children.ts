import { logError } from "../log";
import type { Position } from "../protocol/position";
import type { RoomStorage, LoggedFrame, EventLogSnapshot } from "./event-log";
import type { EncodedFrame } from "./frame-encoding";

/** What parts say to each other. */
export type ShardStub = {
  /** Registers a shard below this one, and gives it all that it needs to go on from here. */
  addChild(shard: number): Promise<EventLogSnapshot>;
  /** A shard below is there no more. */
  removeChild(shard: number): Promise<void>;
  /** Passes on one frame. Answers how many watch there and below; null where that shard is closed. */
  relay(frame: EncodedFrame): Promise<number | null>;
  /** What a shard that fell behind has missed: the frames, or all anew. */
  framesSince(cursor: Position): Promise<LoggedFrame[] | EventLogSnapshot>;
  end(): Promise<void>;
  disconnectSessions(listener: string): Promise<void>;
  allocate(asked: number, isFull: boolean): Promise<number | null>;
  release(shard: number): Promise<void>;
  register(room: string): Promise<void>;
  unregister(room: string): Promise<void>;
};

/** The parts to which this one passes on what it tells. */
export class ChildShards {
  readonly #storage: RoomStorage;
  readonly #stub: (shard: number) => ShardStub;
  /** Calls on one stub arrive in the order in which they were made. */
  readonly #stubs = new Map<number, ShardStub>();

  constructor(storage: RoomStorage, stub: (shard: number) => ShardStub) {
    this.#storage = storage;
    this.#stub = stub;
    storage.sql.exec(
      "create table if not exists children (shard integer primary key, viewer_count integer not null)",
    );
  }

  get isEmpty(): boolean {
    return this.#children.length === 0;
  }

  /** How many watch below, as far as is known: each shard says it when it is told something. */
  get viewerCount(): number {
    return this.#children.reduce((sum, { viewerCount }) => sum + viewerCount, 0);
  }

  add(shard: number): void {
    this.#storage.sql.exec(
      "insert or ignore into children (shard, viewer_count) values (?, 0)",
      shard,
    );
  }

  remove(shard: number): void {
    this.#storage.sql.exec("delete from children where shard = ?", shard);
    this.#stubs.delete(shard);
  }

  clear(): void {
    this.#storage.sql.exec("delete from children");
    this.#stubs.clear();
  }

  async relay(frame: EncodedFrame): Promise<void> {
    await Promise.all(this.#children.map((branch) => this.#relayTo(branch, frame)));
  }

  async end(): Promise<void> {
    await Promise.all(this.#children.map(({ shard }) => this.#stubTo(shard).end()));
  }

  async disconnectSessions(listener: string): Promise<void> {
    await Promise.all(
      this.#children.map(({ shard }) => this.#stubTo(shard).disconnectSessions(listener)),
    );
  }

  /** A shard that cannot be reached notices with the next frame what it missed, and asks for it. */
  async #relayTo(
    { shard, viewerCount }: { shard: number; viewerCount: number },
    frame: EncodedFrame,
  ) {
    for (const isLast of [false, true]) {
      try {
        const current = await this.#stubTo(shard).relay(frame);
        if (current === null) this.remove(shard);
        else if (current !== viewerCount) this.#storeViewerCount(shard, current);
        return;
      } catch (problem) {
        // A stub that has failed once fails for good.
        this.#stubs.delete(shard);
        if (isLast) logError("room.relay", problem, { shard });
      }
    }
  }

  #storeViewerCount(shard: number, viewerCount: number): void {
    this.#storage.sql.exec(
      "update children set viewer_count = ? where shard = ?",
      viewerCount,
      shard,
    );
  }

  #stubTo(shard: number): ShardStub {
    const stub = this.#stubs.get(shard) ?? this.#stub(shard);
    this.#stubs.set(shard, stub);
    return stub;
  }

  get #children(): { shard: number; viewerCount: number }[] {
    return this.#storage.sql
      .exec<{ shard: number; viewerCount: number }>(
        'select shard as "shard", viewer_count as "viewerCount" from children',
      )
      .toArray();
  }
}
