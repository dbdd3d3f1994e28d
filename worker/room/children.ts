import { logError } from "../log";
import type { Position } from "../protocol/position";
import type { RoomStorage, LoggedFrame, EventLogSnapshot } from "./event-log";
import type { EncodedFrame } from "./frame-encoding";

/** What parts say to each other. */
export type ShardStub = {
  /** Registers a part below this one, and gives it all that it needs to go on from here. */
  addChild(part: number): Promise<EventLogSnapshot>;
  /** A part below is there no more. */
  removeChild(part: number): Promise<void>;
  /** Passes on one frame. Answers how many watch there and below; null where that part is closed. */
  relay(frame: EncodedFrame): Promise<number | null>;
  /** What a part that fell behind has missed: the frames, or all anew. */
  framesSince(cursor: Position): Promise<LoggedFrame[] | EventLogSnapshot>;
  end(): Promise<void>;
  disconnectSessions(listener: string): Promise<void>;
  allocate(asked: number, isFull: boolean): Promise<number | null>;
  release(part: number): Promise<void>;
  register(room: string): Promise<void>;
  unregister(room: string): Promise<void>;
};

/** The parts to which this one passes on what it tells. */
export class ChildShards {
  readonly #storage: RoomStorage;
  readonly #stub: (part: number) => ShardStub;
  /** Calls on one stub arrive in the order in which they were made. */
  readonly #stubs = new Map<number, ShardStub>();

  constructor(storage: RoomStorage, stub: (part: number) => ShardStub) {
    this.#storage = storage;
    this.#stub = stub;
    storage.sql.exec(
      "create table if not exists children (shard integer primary key, viewer_count integer not null)",
    );
  }

  get isEmpty(): boolean {
    return this.#children.length === 0;
  }

  /** How many watch below, as far as is known: each part says it when it is told something. */
  get viewerCount(): number {
    return this.#children.reduce((sum, { viewerCount }) => sum + viewerCount, 0);
  }

  add(part: number): void {
    this.#storage.sql.exec(
      "insert or ignore into children (shard, viewer_count) values (?, 0)",
      part,
    );
  }

  remove(part: number): void {
    this.#storage.sql.exec("delete from children where shard = ?", part);
    this.#stubs.delete(part);
  }

  clear(): void {
    this.#storage.sql.exec("delete from children");
    this.#stubs.clear();
  }

  async relay(frame: EncodedFrame): Promise<void> {
    await Promise.all(this.#children.map((branch) => this.#relayTo(branch, frame)));
  }

  async end(): Promise<void> {
    await Promise.all(this.#children.map(({ part }) => this.#stubTo(part).end()));
  }

  async disconnectSessions(listener: string): Promise<void> {
    await Promise.all(
      this.#children.map(({ part }) => this.#stubTo(part).disconnectSessions(listener)),
    );
  }

  /** A part that cannot be reached notices with the next frame what it missed, and asks for it. */
  async #relayTo(
    { part, viewerCount }: { part: number; viewerCount: number },
    frame: EncodedFrame,
  ) {
    for (const isLast of [false, true]) {
      try {
        const current = await this.#stubTo(part).relay(frame);
        if (current === null) this.remove(part);
        else if (current !== viewerCount) this.#storeViewerCount(part, current);
        return;
      } catch (problem) {
        // A stub that has failed once fails for good.
        this.#stubs.delete(part);
        if (isLast) logError("room.relay", problem, { part });
      }
    }
  }

  #storeViewerCount(part: number, viewerCount: number): void {
    this.#storage.sql.exec(
      "update children set viewer_count = ? where shard = ?",
      viewerCount,
      part,
    );
  }

  #stubTo(part: number): ShardStub {
    const stub = this.#stubs.get(part) ?? this.#stub(part);
    this.#stubs.set(part, stub);
    return stub;
  }

  get #children(): { part: number; viewerCount: number }[] {
    return this.#storage.sql
      .exec<{ part: number; viewerCount: number }>(
        'select shard as "part", viewer_count as "viewerCount" from children',
      )
      .toArray();
  }
}
