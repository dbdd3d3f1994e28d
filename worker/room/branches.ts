import { logProblem } from "../log";
import type { Position } from "../protocol/position";
import type { RoomStorage, Row, Snapshot } from "./log";
import type { Told } from "./told";

/** What parts say to each other. */
export type PartStub = {
  /** Registers a part below this one, and gives it all that it needs to go on from here. */
  adopt(part: number): Promise<Snapshot>;
  /** A part below is there no more. */
  release(part: number): Promise<void>;
  /** Passes on one frame. Answers how many watch there and below; null where that part is closed. */
  relay(told: Told): Promise<number | null>;
  /** What a part that fell behind has missed: the frames, or all anew. */
  since(cursor: Position): Promise<Row[] | Snapshot>;
  end(): Promise<void>;
  expel(listener: string): Promise<void>;
  seat(asked: number, isFull: boolean): Promise<number | null>;
  vacate(part: number): Promise<void>;
  listen(room: string): Promise<void>;
  leave(room: string): Promise<void>;
};

/** The parts to which this one passes on what it tells. */
export class Branches {
  readonly #storage: RoomStorage;
  readonly #stub: (part: number) => PartStub;
  /** Calls on one stub arrive in the order in which they were made. */
  readonly #stubs = new Map<number, PartStub>();

  constructor(storage: RoomStorage, stub: (part: number) => PartStub) {
    this.#storage = storage;
    this.#stub = stub;
    storage.sql.exec(
      "create table if not exists branches (part integer primary key, watching integer not null)",
    );
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** How many watch below, as far as is known: each part says it when it is told something. */
  get watching(): number {
    return this.#parts.reduce((sum, { watching }) => sum + watching, 0);
  }

  add(part: number): void {
    this.#storage.sql.exec("insert or ignore into branches (part, watching) values (?, 0)", part);
  }

  remove(part: number): void {
    this.#storage.sql.exec("delete from branches where part = ?", part);
    this.#stubs.delete(part);
  }

  clear(): void {
    this.#storage.sql.exec("delete from branches");
    this.#stubs.clear();
  }

  async relay(told: Told): Promise<void> {
    await Promise.all(this.#parts.map((branch) => this.#relayTo(branch, told)));
  }

  async end(): Promise<void> {
    await Promise.all(this.#parts.map(({ part }) => this.#stubTo(part).end()));
  }

  async expel(listener: string): Promise<void> {
    await Promise.all(this.#parts.map(({ part }) => this.#stubTo(part).expel(listener)));
  }

  /** A part that cannot be reached notices with the next frame what it missed, and asks for it. */
  async #relayTo({ part, watching }: { part: number; watching: number }, told: Told) {
    for (const isLast of [false, true]) {
      try {
        const seen = await this.#stubTo(part).relay(told);
        if (seen === null) this.remove(part);
        else if (seen !== watching) this.#note(part, seen);
        return;
      } catch (problem) {
        // A stub that has failed once fails for good.
        this.#stubs.delete(part);
        if (isLast) logProblem("room.relay", problem, { part });
      }
    }
  }

  #note(part: number, watching: number): void {
    this.#storage.sql.exec("update branches set watching = ? where part = ?", watching, part);
  }

  #stubTo(part: number): PartStub {
    const stub = this.#stubs.get(part) ?? this.#stub(part);
    this.#stubs.set(part, stub);
    return stub;
  }

  get #parts(): { part: number; watching: number }[] {
    return this.#storage.sql
      .exec<{ part: number; watching: number }>("select part, watching from branches")
      .toArray();
  }
}
