import { DurableObject } from "cloudflare:workers";
import { nanoid } from "nanoid";
import { CLOSE } from "../protocol/close-codes";
import type { RoomPublication } from "../protocol/frames";
import type { Position } from "../protocol/position";
import { closeCodeToAnswer, isTooLarge } from "./client";
import { PART_HEADER, readListeners, readVisitor } from "./connect";
import type { Row, Snapshot } from "./log";
import { RoomPart } from "./part";
import { Registry } from "./registry";
import { sizesOf } from "./sizes";
import type { Told } from "./told";

type Bindings = { ROOM: DurableObjectNamespace<Room>; ROOM_SIZES?: string };

/** How long somebody waits whom no part could take. */
const FULL_SECONDS = 30;

/** One part of a room on the platform: it decides nothing, and hibernates whenever nothing happens. */
export class Room extends DurableObject<Bindings> {
  readonly #part: RoomPart;
  readonly #registry: Registry;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    this.#registry = new Registry(ctx.storage);
    this.#part = new RoomPart(this.#name, {
      platform: ctx,
      stub: (name) => env.ROOM.getByName(name),
      sizes: sizesOf(env.ROOM_SIZES),
      now: () => Date.now(),
      newEpoch: () => nanoid(10),
    });
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** A WebSocket upgrade that was let in by the API. */
  override async fetch(request: Request): Promise<Response> {
    const visitor = readVisitor(request);
    const admission = await this.#part.admit(visitor.address);
    if (admission === "too many") {
      return new Response(null, { status: 429, headers: { "retry-after": `${FULL_SECONDS}` } });
    }
    if (admission !== "welcome") {
      const headers = { [PART_HEADER]: `${admission.elsewhere}` };
      return new Response(null, { status: 503, headers });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, readListeners(request));
    this.#part.enter(server, visitor);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Where the room stands. Asking is announcing oneself: from here on the room keeps its events. */
  position(): Promise<Position> {
    return this.#part.position();
  }

  /**
   * Keeps the events, then sends one frame to each socket. A publication without `asOf` leaves the
   * freshness as it is. The room `all` answers with the rooms that have listeners.
   */
  async publish(publication: RoomPublication): Promise<string[]> {
    if (this.#name === "all") await this.#part.position();
    const isOpen = await this.#part.publish(publication);
    // It should not have been called: what ended its registration must have failed.
    if (!isOpen) await this.env.ROOM.getByName("all").leave(this.#name);
    return this.#registry.rooms;
  }

  renew(): Promise<void> {
    return this.#part.renew();
  }

  end(): Promise<void> {
    return this.#part.end();
  }

  /** Ends the sockets of whoever lost the right to listen, here and in the parts below. */
  async expel(listener: string): Promise<void> {
    for (const socket of this.ctx.getWebSockets(listener)) {
      socket.close(CLOSE.signIn, "no longer signed in");
    }
    await this.#part.branches.expel(listener);
  }

  /** Of the room `all`: the rooms that have listeners. */
  listening(): string[] {
    return this.#registry.rooms;
  }

  listen(room: string): void {
    this.#registry.add(room);
  }

  leave(room: string): void {
    this.#registry.remove(room);
  }

  adopt(part: number): Promise<Snapshot> {
    return this.#part.adopt(part);
  }

  release(part: number): void {
    this.#part.branches.remove(part);
  }

  relay(told: Told): Promise<number | null> {
    return this.#part.relay(told);
  }

  since(cursor: Position): Promise<Row[] | Snapshot> {
    return this.#part.since(cursor);
  }

  seat(part: number, isFull: boolean): number | null {
    return this.#part.seating.place(part, isFull);
  }

  vacate(part: number): void {
    this.#part.seating.vacate(part);
  }

  override alarm(): Promise<void> {
    return this.#part.alarm();
  }

  /** Listeners do not speak; `ping` is answered by the platform and never comes here. */
  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    if (isTooLarge(message)) socket.close(CLOSE.tooLarge, "message too large");
    else socket.close(CLOSE.unexpectedMessage, "this socket is read-only");
    return this.#part.leave(socket);
  }

  override webSocketClose(socket: WebSocket, code: number): Promise<void> {
    // Without an answer the client waits 10 to 20 s and sees 1006.
    socket.close(closeCodeToAnswer(code), "bye");
    return this.#part.leave(socket);
  }

  override webSocketError(socket: WebSocket): Promise<void> {
    return this.#part.leave(socket);
  }

  get #name(): string {
    return this.ctx.id.name ?? "";
  }
}
