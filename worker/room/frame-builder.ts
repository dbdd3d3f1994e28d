import type { Position } from "../protocol/position";
import { isIncidentRoom } from "../protocol/rooms";
import type { Connections, ConnectionInfo } from "./connections";
import type { ChildShards } from "./children";
import type { EventLog } from "./event-log";
import type { ShardMetadata } from "./metadata";
import {
  encodeEvents,
  encodeHello,
  retryAfterMs,
  type RoomStatus,
  type EncodedFrame,
} from "./frame-encoding";
import type { ShardId } from "./shard-names";

/** Up to so many are told at once who comes and goes; more of them with the next frame. */
const MAX_NAMED_PRESENCE = 25;

/** Whether somebody came or went who is told of now; what becomes a crowd is told so. */
export const isNewEvent = (before: Connections["counts"], after: Connections["counts"]): boolean =>
  before.viewerCount !== after.viewerCount &&
  Math.min(before.size, after.size) <= MAX_NAMED_PRESENCE;

type FrameBuilderDeps = {
  id: ShardId;
  log: EventLog;
  connections: Connections;
  children: ChildShards;
  metadata: ShardMetadata;
};

/** What a part says to its listeners, word for word. */
export class FrameBuilder {
  readonly #deps: FrameBuilderDeps;

  constructor(deps: FrameBuilderDeps) {
    this.#deps = deps;
  }

  /** All that was missed since the cursor, or a gap. */
  hello(cursor: Position | null, info: ConnectionInfo): string {
    const { id, log } = this.#deps;
    const position = log.position ?? { epoch: "", seq: 0 };
    const { room, shard } = id;
    return encodeHello(
      { ...position, room, shard, events: log.eventsAfter(cursor) },
      this.#status(info),
    );
  }

  /** The same text for all, but for who else is looking. */
  frame(frame: EncodedFrame): (info: ConnectionInfo) => string {
    if (this.#showsPresence) return (info) => encodeEvents(frame, this.#status(info));
    const text = encodeEvents(frame, this.#status(null));
    return () => text;
  }

  /** Whether those who are here see each other, and there is more than one to see. */
  get hasPresence(): boolean {
    return this.#showsPresence && this.#deps.connections.viewerCount > 1;
  }

  /** How the room stands now, as a frame or for the parts below, without anything that happened. */
  current(position: Position): EncodedFrame {
    const { freshness } = this.#deps.log;
    const nothing = { count: 0, events: "[]", checks: null };
    return { ...position, ...nothing, freshness, viewerCount: this.roomViewerCount };
  }

  /** How many watch here and below. */
  get viewerCount(): number {
    return this.#deps.connections.viewerCount + this.#deps.children.viewerCount;
  }

  /** How many watch the room, as part 0 has last said. */
  get roomViewerCount(): number {
    const { id, metadata } = this.#deps;
    const own = this.viewerCount;
    return id.shard === 0 ? own : Math.max(own, metadata.get("roomViewerCount") ?? 0);
  }

  get #showsPresence(): boolean {
    return isIncidentRoom(this.#deps.id.room);
  }

  #status(info: ConnectionInfo | null): RoomStatus {
    const { log, connections, metadata } = this.#deps;
    const { roomViewerCount } = this;
    return {
      ...log.freshness,
      viewerCount: metadata.get("receivesViewerCount") === false ? null : roomViewerCount,
      presence: info && this.#presenceFor(info),
      retryAfterMs: retryAfterMs({ shardConnections: connections.size, roomViewerCount }),
    };
  }

  /** Nobody by name in a crowd: who comes and goes there is not told at once. */
  #presenceFor(info: ConnectionInfo): string[] | null {
    if (!this.#showsPresence) return null;
    const { connections, id } = this.#deps;
    return connections.size > MAX_NAMED_PRESENCE || id.shard > 0
      ? []
      : connections.otherNames(info);
  }
}
