import { DurableObject } from "cloudflare:workers";
import { nanoid } from "nanoid";
import { CLOSE } from "../protocol/close-codes";
import {
  PROTOCOL_VERSION,
  type EventsFrame,
  type Freshness,
  type HelloFrame,
  type Position,
  type RoomPublication,
} from "../protocol/frames";
import { planResume } from "../protocol/resume";
import { logProblem } from "../log";
import { ADDRESS_HEADER } from "./connect";
import { closeCodeToAnswer, isTooLarge, readCursor } from "./client";
import { RoomLog } from "./log";

/** The room that every other one registers with, so that a tick calls only rooms with listeners. */
const ROOT = "all";
/** How long a room stays registered with nobody in it: long enough for a reload or a tunnel. */
const EMPTY_MS = 120_000;
/** Sockets can vanish without a word, with the machine that held them; so a full room looks too. */
const OCCUPIED_MS = 15 * 60_000;
/** Each client draws its delay from half to one and a half of this: 1.6 to 4.8 s after a deploy. */
const RETRY_AFTER_MS = 3_200;

/** Sockets of one address: an office behind one, with a few tabs each. */
const PER_ADDRESS = 256;
const FULL_SECONDS = 30;

/** Sends between which the runtime may write, or a long frame is held once for each that waits. */
const BATCH = 100;

type Bindings = { ROOM: DurableObjectNamespace<Room> };

/** Sequence, log and sockets of those who listen to the same events. It hibernates between them. */
export class Room extends DurableObject<Bindings> {
  readonly #log: RoomLog;
  /** Settles when the last frame so far has gone out: frames keep their order. */
  #sent: Promise<void> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    this.#log = new RoomLog(ctx.storage);
    ctx.storage.sql.exec("create table if not exists listening (room text primary key)");
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** A WebSocket upgrade that was let in by the API. */
  override async fetch(request: Request): Promise<Response> {
    const address = request.headers.get(ADDRESS_HEADER);
    if (address !== null && this.ctx.getWebSockets(address).length >= PER_ADDRESS) return tooMany();
    const position = await this.position();
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, address === null ? [] : [address]);
    server.send(JSON.stringify(this.#hello(position, readCursor(new URL(request.url)))));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Where the room stands. Asking is announcing oneself: from here on the room keeps its events. */
  async position(): Promise<Position> {
    return this.#log.position ?? (await this.#open());
  }

  /**
   * Keeps the events, then sends one frame to each socket. A publication without `asOf` leaves the
   * freshness as it is. The root answers with the rooms that have listeners.
   */
  async publish({ events, checks, ...freshness }: RoomPublication): Promise<string[]> {
    if (this.#name === ROOT) await this.position();
    const kept = { events: JSON.stringify(events), count: events.length };
    const position = this.#log.append(kept, freshness, Date.now());
    if (position) {
      await this.#send(framed(position, kept.events, { checks, ...this.#log.freshness }));
    }
    return this.#name === ROOT ? this.#listening() : [];
  }

  /** There is no such room any more. */
  async end(): Promise<void> {
    for (const socket of this.ctx.getWebSockets()) socket.close(CLOSE.noSuchRoom, "deleted");
    await this.#close();
  }

  listen(room: string): void {
    this.ctx.storage.sql.exec("insert or ignore into listening (room) values (?)", room);
  }

  leave(room: string): void {
    this.ctx.storage.sql.exec("delete from listening where room = ?", room);
  }

  /** Nobody came back in time: the room stops keeping events and is called no more. */
  override async alarm(): Promise<void> {
    if (this.ctx.getWebSockets().length === 0) await this.#close();
    else await this.#lookAgainIn(OCCUPIED_MS);
  }

  /** Listeners do not speak; `ping` is answered by the platform and never comes here. */
  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    if (isTooLarge(message)) socket.close(CLOSE.tooLarge, "message too large");
    else socket.close(CLOSE.unexpectedMessage, "this socket is read-only");
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    // Without an answer the client waits 10 to 20 s and sees 1006.
    socket.close(closeCodeToAnswer(code), "bye");
    await this.#watchForEmptiness(socket);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.#watchForEmptiness(socket);
  }

  get #name(): string {
    return this.ctx.id.name ?? "";
  }

  async #open(): Promise<Position> {
    return this.ctx.blockConcurrencyWhile(async () => {
      const known = this.#log.position;
      if (known) return known;
      if (this.#name !== ROOT) {
        // First the alarm: whatever dies in between, it ends a registration that nobody uses.
        await this.#lookAgainIn(EMPTY_MS);
        await this.#root().listen(this.#name);
      }
      return this.#log.begin(nanoid(10));
    });
  }

  async #close(): Promise<void> {
    if (this.#name === ROOT) return;
    await this.ctx.blockConcurrencyWhile(async () => {
      this.#log.end();
      await this.#root().leave(this.#name);
    });
  }

  #root(): DurableObjectStub<Room> {
    return this.env.ROOM.getByName(ROOT);
  }

  #listening(): string[] {
    return this.ctx.storage.sql
      .exec<{ room: string }>("select room from listening")
      .toArray()
      .map(({ room }) => room);
  }

  async #watchForEmptiness(leaving: WebSocket): Promise<void> {
    const isEmpty = this.ctx.getWebSockets().every((socket) => socket === leaving);
    if (isEmpty && this.#name !== ROOT) await this.#lookAgainIn(EMPTY_MS);
  }

  #lookAgainIn(ms: number): Promise<void> {
    return this.ctx.storage.setAlarm(Date.now() + ms);
  }

  #hello(position: Position, cursor: Position | null): HelloFrame {
    const plan = planResume(cursor, { ...position, oldestSeq: this.#log.oldestSeq(position) });
    return {
      type: "hello",
      v: PROTOCOL_VERSION,
      connectionId: `c_${nanoid(10)}`,
      room: this.#name,
      ...position,
      ...(plan.kind === "replay"
        ? { resumed: true, events: this.#log.after(plan.afterSeq) }
        : { resumed: false }),
      ...this.#log.freshness,
      retryAfterMs: RETRY_AFTER_MS,
    };
  }

  /** To all who are here now, after the frames before it. */
  #send(text: string): Promise<void> {
    const sockets = this.ctx.getWebSockets();
    const send = () => this.#sendInBatches(sockets, text);
    this.#sent = this.#sent.then(send, send);
    return this.#sent;
  }

  async #sendInBatches(sockets: readonly WebSocket[], text: string): Promise<void> {
    // Behind a write that is not finished, every single send would wait for it.
    await this.ctx.storage.sync();
    for (let first = 0; first < sockets.length; first += BATCH) {
      if (first > 0) await scheduler.wait(0);
      for (const socket of sockets.slice(first, first + BATCH)) this.#sendTo(socket, text);
    }
  }

  /** One send costs about 30 microseconds, nearly whatever its size: so one frame for all events. */
  #sendTo(socket: WebSocket, text: string): void {
    try {
      socket.send(text);
    } catch (problem) {
      // One socket that fails stops no other; it comes back with its cursor.
      logProblem("room.send", problem, { room: this.#name });
      socket.close(CLOSE.restart, "could not be reached");
    }
  }
}

const tooMany = () =>
  new Response(null, { status: 429, headers: { "retry-after": String(FULL_SECONDS) } });

/** The text of an `EventsFrame`, around events that are serialised already. */
function framed(
  { seq }: Position,
  events: string,
  { checks, ...fresh }: Freshness & { checks: RoomPublication["checks"] | undefined },
): string {
  const head: Pick<EventsFrame, "type" | "seq"> = { type: "events", seq };
  const tail: Pick<EventsFrame, "checks" | keyof Freshness> = checks ? { checks, ...fresh } : fresh;
  return `${JSON.stringify(head).slice(0, -1)},"events":${events},${JSON.stringify(tail).slice(1)}`;
}
