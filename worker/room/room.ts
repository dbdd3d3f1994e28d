import { DurableObject } from "cloudflare:workers";
import { nanoid } from "nanoid";
import { CLOSE_CODES } from "../protocol/close-codes";
import type { RoomPublication } from "../protocol/frames";
import type { Position } from "../protocol/position";
import { closeCodeForReply, isTooLarge } from "./socket";
import { SHARD_HEADER, readTags, readIdentity } from "./connect";
import type { LoggedFrame, EventLogSnapshot } from "./event-log";
import type { AdmissionResult } from "./admission";
import { RoomShard } from "./shard";
import { parseShardName } from "./shard-names";
import { RoomRegistry } from "./registry";
import { parseLimits } from "./limits";
import type { EncodedFrame } from "./frame-encoding";

type Bindings = { ROOM: DurableObjectNamespace<Room>; ROOM_LIMITS?: string };

/** How long somebody waits whom no shard could take. */
const RETRY_AFTER_SECONDS = 30;

/** One part of a room on the platform: it decides nothing, and hibernates whenever nothing happens. */
export class Room extends DurableObject<Bindings> {
  #stored: { shard: RoomShard; registry: RoomRegistry } | null = null;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Made when first needed: with them come tables, and a part that refuses has nothing to keep. */
  get #parts(): { shard: RoomShard; registry: RoomRegistry } {
    return (this.#stored ??= {
      registry: new RoomRegistry(this.ctx.storage),
      shard: new RoomShard(this.#name, {
        platform: this.ctx,
        stub: (name) => this.env.ROOM.getByName(name),
        limits: parseLimits(this.env.ROOM_LIMITS),
        now: () => Date.now(),
        newEpoch: () => nanoid(10),
      }),
    });
  }

  get #shard(): RoomShard {
    return this.#parts.shard;
  }

  get #registry(): RoomRegistry {
    return this.#parts.registry;
  }

  /** A WebSocket upgrade that was let in by the API. */
  override async fetch(request: Request): Promise<Response> {
    const identity = readIdentity(request);
    const admission = (await this.#refuse()) ?? (await this.#shard.admit(identity.address));
    if (admission === "too many") {
      return new Response(null, {
        status: 429,
        headers: { "retry-after": `${RETRY_AFTER_SECONDS}` },
      });
    }
    if (admission !== "welcome") {
      const headers = { [SHARD_HEADER]: `${admission.elsewhere}` };
      return new Response(null, { status: 503, headers });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, readTags(request));
    this.#shard.enter(server, identity);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Where else people go from a part that the room does not have; null where it is one of its own. */
  async #refuse(): Promise<AdmissionResult | null> {
    const { room, shard } = parseShardName(this.#name);
    if (shard === 0 || this.#stored || this.ctx.getWebSockets().length > 0) return null;
    const allocated = await this.env.ROOM.getByName(room).allocate(shard, false);
    if (allocated === null) return "too many";
    return allocated === shard ? null : { elsewhere: allocated };
  }

  /** Where the room stands. Asking is announcing oneself: from here on the room keeps its events. */
  position(): Promise<Position> {
    return this.#shard.position();
  }

  /**
   * Keeps the events, then sends one frame to each socket. A publication without `asOf` leaves the
   * freshness as it is. The room `all` answers with the rooms that have listeners.
   */
  async publish(publication: RoomPublication): Promise<string[]> {
    if (this.#name === "all") await this.#shard.position();
    await this.#shard.publish(publication);
    return this.#registry.rooms;
  }

  resetEpoch(): Promise<void> {
    return this.#shard.resetEpoch();
  }

  end(): Promise<void> {
    return this.#shard.end();
  }

  /** Ends the sockets of whoever lost the right to listen, here and in the parts below. */
  async disconnectSessions(listener: string): Promise<void> {
    for (const socket of this.ctx.getWebSockets(listener)) {
      socket.close(CLOSE_CODES.unauthenticated, "no longer signed in");
    }
    await this.#shard.children.disconnectSessions(listener);
  }

  /** Of the room `all`: the rooms that have listeners. */
  activeRooms(): string[] {
    return this.#registry.rooms;
  }

  register(room: string): void {
    this.#registry.add(room);
  }

  unregister(room: string): void {
    this.#registry.remove(room);
  }

  addChild(shard: number): Promise<EventLogSnapshot> {
    return this.#shard.addChild(shard);
  }

  removeChild(shard: number): void {
    this.#shard.children.remove(shard);
  }

  relay(frame: EncodedFrame): Promise<number | null> {
    return this.#shard.relay(frame);
  }

  framesSince(cursor: Position): Promise<LoggedFrame[] | EventLogSnapshot> {
    return this.#shard.framesSince(cursor);
  }

  allocate(shard: number, isFull: boolean): number | null {
    return this.#shard.allocator.allocate(shard, isFull);
  }

  release(shard: number): void {
    this.#shard.allocator.release(shard);
  }

  override alarm(): Promise<void> {
    return this.#shard.alarm();
  }

  /** Listeners do not speak; `ping` is answered by the platform and never comes here. */
  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    if (isTooLarge(message)) socket.close(CLOSE_CODES.tooLarge, "message too large");
    else socket.close(CLOSE_CODES.unexpectedMessage, "this socket is read-only");
    return this.#shard.leave(socket);
  }

  override webSocketClose(socket: WebSocket, code: number): Promise<void> {
    // Without an answer the client waits 10 to 20 s and sees 1006.
    socket.close(closeCodeForReply(code), "bye");
    return this.#shard.leave(socket);
  }

  override webSocketError(socket: WebSocket): Promise<void> {
    return this.#shard.leave(socket);
  }

  get #name(): string {
    return this.ctx.id.name ?? "";
  }
}
