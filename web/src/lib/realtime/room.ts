import { assertNever } from "$domain/assert-never";
import { checkCompleted, type CheckCompleted, type LiveEvent } from "$protocol/events";
import { decodeFrame, type Frame } from "$protocol/frames";
import type { Freshness, Position } from "$protocol/position";
import { acceptFrame } from "$protocol/resume";
import type { RoomName } from "$protocol/rooms";
import { roomUrl } from "./room-url";
import { emptyEventBuffer, eventsAfter, appendEvents, type EventBuffer } from "./event-buffer";
import { openSocket, type Connection, type Socket, type SocketEnvironment } from "./socket";

/** What a listener is told at once: the events are newer than its position, and in order. */
export type RoomUpdate = {
  events: LiveEvent[];
  checks: CheckCompleted[];
  /** Null when a late listener catches up: it read something fresher itself. */
  freshness: Freshness | null;
  /** Whether this happened while the connection was gone. */
  isCatchUp: boolean;
};

export type RoomListener = {
  onUpdate(update: RoomUpdate): void;
  /**
   * What was missed cannot be told: read the state over HTTP, then join again from its position.
   * Where a whole crowd hears this at once, each waits some part of `withinMs` first.
   */
  onGap(withinMs: number): void;
  /** How many people listen, where the room says so. */
  onViewers?(count: number): void;
  /** Names of the others who are here, where the room says so. */
  onPresence?(names: readonly string[]): void;
  onChange(connection: Connection): void;
  /** The server ended it for good, with a final close code. */
  onEnd(code: number): void;
};

export type RoomEnvironment = SocketEnvironment & {
  origin: string;
  openSocket?: typeof openSocket;
};

type ListenerEntry = { listener: RoomListener; position: Position };

/** Where a listener stands that holds no state: the greeting says all there is. */
const NO_POSITION: Position = { epoch: "-", seq: 0 };

/** One room's socket, and those on this page who listen to it. */
export class RoomClient {
  #listeners = new Set<ListenerEntry>();
  #position: Position;
  #buffer: EventBuffer;
  #connection: Connection = { state: "connecting", retries: 0 };
  #shard = 0;
  /** Whether this very connection has been greeted, and whether any has. */
  #hasHello = false;
  #hasConnected = false;
  #viewers: number | undefined;
  #presence: readonly string[] | undefined;
  #socket: Socket;

  constructor(
    readonly name: RoomName,
    position: Position | null,
    environment: RoomEnvironment,
  ) {
    this.#position = position ?? NO_POSITION;
    this.#buffer = emptyEventBuffer(this.#position);
    this.#socket = (environment.openSocket ?? openSocket)(
      {
        url: () => roomUrl(environment.origin, name, { ...this.#position, shard: this.#shard }),
        onText: (text) => this.#receive(text),
        onChange: (connection) => {
          this.#hasHello = this.#hasHello && connection.state === "connected";
          // Who watches is not known where nothing is heard: the next greeting says it.
          if (connection.state !== "connected") this.#viewers = this.#presence = undefined;
          this.#connection = connection;
          this.#forEachListener(({ listener }) => listener.onChange(connection));
        },
        onEnd: (code) => this.#forEachListener(({ listener }) => listener.onEnd(code)),
      },
      environment,
    );
  }

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  /** Listens from the position of the state that the listener holds, if any. Returns the end of it. */
  join(listener: RoomListener, position: Position | null): () => void {
    position ??= this.#position;
    const missed = eventsAfter(this.#buffer, position);
    if (missed === null) {
      this.#resetTo(position);
      this.#socket.reconnect("at once");
    } else if (this.isEmpty && position.seq > this.#position.seq) {
      this.#resetTo(position);
    }
    const entry = { listener, position };
    this.#listeners.add(entry);
    listener.onChange(this.#connection);
    if (this.#viewers !== undefined) listener.onViewers?.(this.#viewers);
    if (this.#presence) listener.onPresence?.(this.#presence);
    if (missed?.length) this.#catchUp(entry, { checks: [], freshness: null, isCatchUp: false });
    return () => this.#listeners.delete(entry);
  }

  /** Tries at once instead of waiting; asks a standing connection for a sign of life. */
  wake(): void {
    this.#socket.wake();
  }

  close(): void {
    this.#socket.close();
  }

  #receive(text: string): void {
    const decoded = decodeFrame(text);
    if (!decoded.ok) {
      console.error(`room ${this.name}: ${decoded.problem}`);
      return;
    }
    const frame = decoded.value;
    const accepted = acceptFrame(this.#position, frame);
    switch (accepted.kind) {
      case "hole":
        return this.#socket.reconnect("jittered");
      case "gap": {
        // In the middle of a connection it comes to everybody at once.
        const withinMs = this.#hasHello ? (frame.retryAfterMs ?? 0) : 0;
        this.#resetTo(accepted.position);
        this.#applyStatus(frame);
        return this.#forEachListener(({ listener }) => listener.onGap(withinMs));
      }
      case "apply":
        this.#buffer = appendEvents(
          this.#buffer,
          accepted.events,
          accepted.position,
          frame.skipped,
        );
        this.#position = accepted.position;
        return this.#deliver(frame);
      default:
        assertNever(accepted);
    }
  }

  #deliver(frame: Frame): void {
    const isCatchUp = frame.type === "hello" && this.#hasConnected;
    this.#applyStatus(frame);
    this.#forEachListener((entry) =>
      this.#catchUp(entry, { ...checksAndFreshness(frame), isCatchUp }),
    );
  }

  /** A new start: nothing before this position is known here. */
  #resetTo(position: Position): void {
    this.#position = position;
    this.#buffer = emptyEventBuffer(position);
  }

  #applyStatus(frame: Frame): void {
    const { viewers, presence, retryAfterMs } = frame;
    if (frame.type === "hello") {
      this.#shard = frame.shard ?? 0;
      this.#hasConnected = true;
      this.#socket.onHello(frame.retryAfterMs);
      this.#hasHello = true;
    } else if (retryAfterMs !== undefined) this.#socket.retryAfter(retryAfterMs);
    if (presence) {
      this.#presence = presence;
      this.#forEachListener(({ listener }) => listener.onPresence?.(presence));
    }
    if (viewers === undefined || viewers === this.#viewers) return;
    this.#viewers = viewers;
    this.#forEachListener(({ listener }) => listener.onViewers?.(viewers));
  }

  /** Nothing for a listener whose state is from before a gap: it is reading anew. */
  #catchUp(entry: ListenerEntry, tick: Omit<RoomUpdate, "events">): void {
    const events = eventsAfter(this.#buffer, entry.position);
    if (events === null) return;
    if (this.#position.seq > entry.position.seq) entry.position = this.#position;
    entry.listener.onUpdate({ events, ...tick });
  }

  /** One listener that throws keeps nothing from the others. */
  #forEachListener(notify: (entry: ListenerEntry) => void): void {
    for (const entry of [...this.#listeners]) {
      try {
        notify(entry);
      } catch (problem) {
        console.error(problem);
      }
    }
  }
}

function checksAndFreshness(frame: Frame): Pick<RoomUpdate, "checks" | "freshness"> {
  const { asOf, nextExpectedAt } = frame;
  const checks = frame.type === "events" ? (frame.checks ?? []) : [];
  return {
    checks: asOf === null ? [] : checks.map((check) => checkCompleted(check, asOf)),
    freshness: { asOf, nextExpectedAt },
  };
}
