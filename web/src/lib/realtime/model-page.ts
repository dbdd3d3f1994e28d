import type { LiveEvent } from "$protocol/events";
import type { RoomPublication } from "$protocol/frames";
import type { Position } from "$protocol/position";
import { RoomClient } from "./room";
import type { SocketEvents } from "./socket";

/** One end of a connection: what the server said and has not arrived. */
export type ModelConnection = { frames: (string | { closed: number })[]; isSilent: boolean };

/** What the model needs of `worker/test/fixtures/room-simulator.ts`, which is made of the worker's own parts. */
export type ModelWorld = {
  position(room: "all"): Promise<Position>;
  connect(room: "all", cursor: Position, hint: number): Promise<ModelConnection | null>;
  publish(room: "all", publication: RoomPublication): Promise<unknown>;
  renew(room: "all"): Promise<void>;
  hangUp(line: ModelConnection): Promise<void>;
  evict(name: string, keepsSockets: boolean): void;
  pass(ms: number): Promise<void>;
  fail(...next: ("lost" | "answer lost")[]): void;
  heal(): void;
  names: string[];
};

export const modelEvent = (index: number): LiveEvent => ({
  type: "endpoint:updated",
  at: "2026-01-05T08:00:00.000Z",
  data: { endpointId: "e1", changes: { index } },
});
const indexOf = (event: LiveEvent) =>
  event.type === "endpoint:updated" ? Number(event.data.changes["index"]) : Number.NaN;

/** What the database holds: the first so many events; those that no room was told of. */
export type ModelDatabase = { count: number; unpublished: Set<number> };

/** A page: its state is how many of the events it holds, and a real client keeps it so. */
export class ModelPage {
  eventCount = 0;
  /** What the state that was last read over HTTP held. */
  read = 0;
  line: ModelConnection | null = null;
  shard = 0;
  errors: string[] = [];
  needsRefetch = true;
  #applied = new Set<number>();
  #room: RoomClient | null = null;
  #leave = () => {};
  #socket: SocketEvents | null = null;

  constructor(
    readonly world: ModelWorld,
    readonly database: ModelDatabase,
  ) {}

  /** State over HTTP: the position is taken first, and more may happen before the state is read. */
  async refetch(between: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const position = await this.world.position("all");
    await between();
    this.needsRefetch = false;
    this.read = this.database.count;
    this.eventCount = this.database.count;
    this.#applied.clear();
    this.#leave();
    this.#room ??= this.#open(position);
    this.#leave = this.#room.join(
      {
        onUpdate: ({ events }) => events.forEach((event) => this.#apply(indexOf(event))),
        onGap: () => {
          this.needsRefetch = true;
        },
        onChange: () => {},
        onEnd: () => {},
      },
      position,
    );
  }

  #open(position: Position): RoomClient {
    const environment = { origin: "http://pharos.test", random: () => 0, now: () => 0 };
    return new RoomClient("all", position, {
      ...environment,
      onWake: () => () => {},
      openSocket: (events) => {
        this.#socket = events;
        return {
          onHello: () => {},
          retryAfter: () => {},
          wake: () => {},
          close: () => {},
          reconnect: () => this.cut(),
        };
      },
    });
  }

  #apply(index: number): void {
    if (this.#applied.has(index)) this.errors.push(`${index} twice`);
    this.#applied.add(index);
    // What was read already is applied again, which changes nothing.
    if (index < this.read) return;
    for (let missed = this.eventCount; missed < index; missed++) {
      if (!this.database.unpublished.has(missed))
        this.errors.push(`${missed} missed before ${index}`);
    }
    this.eventCount = index + 1;
  }

  /** The connection breaks on this side; whether the server hears of it is another matter. */
  cut(): void {
    if (this.line) this.line.isSilent = true;
    this.line = null;
  }

  async connect(hint: number): Promise<void> {
    if (!this.#socket || this.line) return;
    const { searchParams } = new URL(this.#socket.url());
    const cursor = {
      epoch: searchParams.get("epoch") ?? "",
      seq: Number(searchParams.get("since")),
    };
    this.line = await this.world.connect("all", cursor, hint).catch(() => null);
  }

  /** Lets one frame arrive, or has something happen to it on its way. */
  receive(outcome: "arrives" | "is lost" | "comes twice" = "arrives"): void {
    const { line } = this;
    const frame = line?.frames.shift();
    if (!line || frame === undefined) return;
    if (typeof frame !== "string") return this.cut();
    if (outcome === "is lost") return;
    this.#socket?.onText(frame);
    if (outcome === "comes twice" && this.line === line) this.#socket?.onText(frame);
  }
}
