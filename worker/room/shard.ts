import { CLOSE_CODES } from "../protocol/close-codes";
import type { RoomPublication } from "../protocol/frames";
import type { Position } from "../protocol/position";
import { planRelay } from "../protocol/resume";
import { admit, freeCapacity, type AdmissionResult } from "./admission";
import { Alarm } from "./alarm";
import { Connections } from "./connections";
import { ChildShards, type ShardStub } from "./children";
import type { ClientIdentity } from "./connect";
import { runExclusive } from "./run-exclusive";
import { EventLog, type RoomStorage, type LoggedFrame, type EventLogSnapshot } from "./event-log";
import { ShardTopology } from "./topology";
import { ShardMetadata } from "./metadata";
import { ShardAllocator } from "./shard-allocator";
import type { RoomLimits } from "./limits";
import type { EncodedFrame } from "./frame-encoding";
import { parseShardName, type ShardId } from "./shard-names";
import { isNewEvent, FrameBuilder } from "./frame-builder";

export type RoomDeps = {
  platform: ConstructorParameters<typeof Connections>[0] &
    Pick<DurableObjectState, "blockConcurrencyWhile"> & {
      storage: RoomStorage & ConstructorParameters<typeof Alarm>[0]["storage"];
    };
  stub(name: string): ShardStub;
  limits: RoomLimits;
  now(): number;
  newEpoch(): string;
};

/** One part of a room: sequence and log of those who listen to the same events, and its sockets. */
export class RoomShard {
  readonly #id: ShardId;
  readonly #deps: RoomDeps;
  readonly #log: EventLog;
  readonly #connections: Connections;
  readonly #topology: ShardTopology;
  /** The parts below; of shard 0 also where there is room in all of them. */
  readonly children: ChildShards;
  readonly allocator: ShardAllocator;
  readonly #metadata: ShardMetadata;
  readonly #frames: FrameBuilder;
  readonly #alarm: Alarm;
  readonly #admission: Parameters<typeof freeCapacity>[0];

  constructor(name: string, deps: RoomDeps) {
    const { storage } = deps.platform;
    this.#id = parseShardName(name);
    this.#deps = deps;
    this.#log = new EventLog(storage);
    this.#connections = new Connections(deps.platform);
    this.#topology = new ShardTopology({
      id: this.#id,
      fanOut: deps.limits.fanOut,
      stub: deps.stub,
    });
    this.children = new ChildShards(storage, (shard) => this.#topology.shard(shard));
    this.allocator = new ShardAllocator(storage, deps.limits.shards);
    this.#metadata = new ShardMetadata(storage);
    this.#frames = new FrameBuilder({
      id: this.#id,
      log: this.#log,
      connections: this.#connections,
      children: this.children,
      metadata: this.#metadata,
    });
    this.#alarm = new Alarm({ storage, now: deps.now });
    this.#admission = {
      shard: this.#id.shard,
      limits: deps.limits,
      connections: this.#connections,
      metadata: this.#metadata,
      isOpen: () => this.#log.position !== null,
      allocate: async (isFull) =>
        this.#id.shard === 0
          ? this.allocator.allocate(0, isFull)
          : this.#topology.shard(0).allocate(this.#id.shard, isFull),
    };
  }

  /** Whether one more may come in here. */
  async admit(address: string | null): Promise<AdmissionResult> {
    this.#updateConnections(() => this.#connections.closeIdle(this.#deps.now()));
    await freeCapacity(this.#admission);
    const admission = await admit(address, this.#admission);
    if (admission === "welcome") await this.position();
    return admission;
  }

  /** Greets, with all that was missed or a gap, and from here on tells everything. */
  enter(socket: WebSocket, { cursor, receivesViewerCount, ...info }: ClientIdentity): void {
    const connection = { ...info, connectedAt: this.#deps.now() };
    this.#metadata.set("receivesViewerCount", receivesViewerCount);
    this.#updateConnections(() => {
      this.#connections.add(socket, connection);
      socket.send(this.#frames.hello(cursor, connection));
    }, socket);
    const { hasPresence } = this.#frames;
    if (this.#connections.size === 1 || hasPresence) void this.#alarm.scheduleSweep(hasPresence);
  }

  /** A socket has ended. */
  async leave(socket: WebSocket): Promise<void> {
    this.#connections.restore(socket);
    this.#updateConnections(() => this.#connections.remove(socket));
    if (this.#connections.size === 0) await this.#alarm.scheduleClose();
    await freeCapacity(this.#admission);
  }

  /** Where the room stands. Asking is announcing oneself: from here on the room keeps its events. */
  async position(): Promise<Position> {
    return this.#log.position ?? (await this.#open());
  }

  /** Keeps the events and tells them, once. */
  async publish({ id, events, checks, ...freshness }: RoomPublication): Promise<void> {
    const position = this.#log.position;
    if (!position) return this.#close();
    if (id !== undefined && this.#log.hasPublication(id)) return;
    const frame = {
      epoch: position.epoch,
      seq: position.seq + events.length,
      count: events.length,
      events: JSON.stringify(events),
      checks: checks ? JSON.stringify(checks) : null,
      freshness,
      viewerCount: this.#frames.viewerCount,
    };
    await this.#broadcast(frame, id);
  }

  /** What the shard above tells. Answers how many watch here and below; null where this is closed. */
  async relay(frame: EncodedFrame): Promise<number | null> {
    const position = this.#log.position;
    if (!position) return null;
    this.#metadata.set("roomViewerCount", frame.viewerCount);
    const plan = planRelay(position, frame);
    if (plan === "next") await this.#broadcast(frame);
    if (plan === "behind") await this.#catchUp(position);
    return this.#frames.viewerCount;
  }

  /** Something that was stored could not be told: nothing before this can be gone on from. */
  async resetEpoch(): Promise<void> {
    if (!this.#log.position) return;
    this.#log.start(this.#deps.newEpoch());
    await this.#broadcastHello();
  }

  async addChild(shard: number): Promise<EventLogSnapshot> {
    const position = await this.position();
    this.children.add(shard);
    return this.#log.snapshot(position);
  }

  async framesSince(cursor: Position): Promise<LoggedFrame[] | EventLogSnapshot> {
    const position = await this.position();
    return this.#log.framesSince(cursor) ?? this.#log.snapshot(position);
  }

  /** There is no such room any more. */
  async end(): Promise<void> {
    await this.children.end();
    this.#connections.closeAll(CLOSE_CODES.roomNotFound, "deleted");
    this.children.clear();
    await this.#close();
  }

  /** Rarely: those who vanished are let go, and a shard that nobody came back to is closed. */
  async alarm(): Promise<void> {
    this.#updateConnections(() => this.#connections.closeIdle(this.#deps.now()));
    if (this.#isEmpty) return this.#close();
    await this.#alarm.scheduleSweep(this.#frames.hasPresence);
    // Whatever the registry has lost meanwhile.
    await this.#topology.register();
  }

  async #open(): Promise<Position> {
    return runExclusive(this.#deps.platform, async () => {
      const current = this.#log.position;
      if (current) return current;
      // First the alarm: whatever dies in between, it ends a registration that nobody uses.
      await this.#alarm.scheduleClose();
      if (this.#id.shard > 0)
        return this.#log.restore(await this.#topology.parent.addChild(this.#id.shard));
      await this.#topology.register();
      return this.#log.start(this.#deps.newEpoch());
    });
  }

  /** First forgotten, then out of the lists: what dies in between is called in vain, and closes again. */
  async #close(): Promise<void> {
    if (this.#topology.isRegistry) return;
    await runExclusive(this.#deps.platform, async () => {
      this.#log.clear();
      this.allocator.clear();
      this.#metadata.clear();
      await this.#topology.unregister();
    });
  }

  /** Stored, then passed on, then sent: those below wait for nobody here. */
  async #broadcast(frame: EncodedFrame, id?: string): Promise<void> {
    const { epoch, seq, count, events, freshness } = frame;
    const now = this.#deps.now();
    this.#log.append({ epoch, seq }, { count, events, at: now }, id);
    this.#log.refresh(freshness);
    this.#connections.closeIdle(now);
    if (this.#isEmpty)
      return this.#topology.isRegistry ? undefined : this.#alarm.ensureCloseScheduled();
    const textFor = this.#frames.frame(frame);
    await Promise.all([this.children.relay(frame), this.#connections.send(textFor)]);
  }

  /** To those to whom only the present can be told; they read the state again. */
  async #broadcastHello(): Promise<void> {
    const position = this.#log.position;
    if (!position) return;
    await Promise.all([
      this.children.relay(this.#frames.current(position)),
      this.#connections.send((info) => this.#frames.hello(null, info)),
    ]);
  }

  async #catchUp(position: Position): Promise<void> {
    const missed = await runExclusive(this.#deps.platform, async () => {
      const answer = await this.#topology.parent.framesSince(position);
      if (!Array.isArray(answer)) this.#log.restore(answer);
      return answer;
    });
    if (!Array.isArray(missed)) return this.#broadcastHello();
    const frame = missed.map(({ lastSeq, count, events }) =>
      this.#broadcast({ ...this.#frames.current({ ...position, seq: lastSeq }), count, events }),
    );
    await Promise.all(frame);
  }

  /** Tells who came or went by this; free while nobody does. */
  #updateConnections(change: () => void, except?: WebSocket): void {
    const before = this.#connections.counts;
    change();
    const position = this.#log.position;
    if (!position || this.#id.shard > 0 || !isNewEvent(before, this.#connections.counts)) return;
    void this.#connections.send(this.#frames.frame(this.#frames.current(position)), except);
  }

  get #isEmpty(): boolean {
    return this.#connections.size === 0 && this.children.isEmpty;
  }
}
