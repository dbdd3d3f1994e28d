import { unreachable } from "$domain/unreachable";
import { checkCompleted, type CheckCompleted, type LiveEvent } from "$protocol/events";
import { decodeFrame, type Frame } from "$protocol/frames";
import type { Freshness, Position } from "$protocol/position";
import { acceptFrame } from "$protocol/resume";
import type { RoomName } from "$protocol/rooms";
import { roomAddress } from "./address";
import { emptyJournal, eventsAfter, record, type Journal } from "./journal";
import { openSocket, type Connection, type Socket, type SocketEnvironment } from "./socket";

/** What a listener is told at once: the events are newer than its position, and in order. */
export type Update = {
  events: LiveEvent[];
  checks: CheckCompleted[];
  /** Null when a late listener catches up: it read something fresher itself. */
  freshness: Freshness | null;
  /** Whether this happened while the connection was gone. */
  isMissed: boolean;
};

export type Listener = {
  onUpdate(update: Update): void;
  /**
   * What was missed cannot be told: read the state over HTTP, then join again from its position.
   * Where a whole crowd hears this at once, each waits some part of `withinMs` first.
   */
  onGap(withinMs: number): void;
  /** How many people listen, where the room says so. */
  onWatching?(count: number): void;
  /** Names of the others who are here, where the room says so. */
  onLooking?(names: readonly string[]): void;
  onChange(connection: Connection): void;
  /** The server ended it for good, with a final close code. */
  onEnd(code: number): void;
};

export type RoomEnvironment = SocketEnvironment & {
  origin: string;
  openSocket?: typeof openSocket;
};

type Place = { listener: Listener; position: Position };

/** Where a listener stands that holds no state: the greeting says all there is. */
const ANYWHERE: Position = { epoch: "-", seq: 0 };

/** One room's socket, and those on this page who listen to it. */
export class Room {
  #places = new Set<Place>();
  #position: Position;
  #journal: Journal;
  #connection: Connection = { state: "connecting", retries: 0 };
  #part = 0;
  /** Whether this very connection has been greeted, and whether any has. */
  #isGreeted = false;
  #hasStood = false;
  #watching: number | undefined;
  #looking: readonly string[] | undefined;
  #socket: Socket;

  constructor(
    readonly name: RoomName,
    position: Position | null,
    environment: RoomEnvironment,
  ) {
    this.#position = position ?? ANYWHERE;
    this.#journal = emptyJournal(this.#position);
    this.#socket = (environment.openSocket ?? openSocket)(
      {
        url: () => roomAddress(environment.origin, name, { ...this.#position, part: this.#part }),
        onText: (text) => this.#hear(text),
        onChange: (connection) => {
          this.#isGreeted = this.#isGreeted && connection.state === "connected";
          // Who watches is not known where nothing is heard: the next greeting says it.
          if (connection.state !== "connected") this.#watching = this.#looking = undefined;
          this.#connection = connection;
          this.#each(({ listener }) => listener.onChange(connection));
        },
        onEnd: (code) => this.#each(({ listener }) => listener.onEnd(code)),
      },
      environment,
    );
  }

  get isEmpty(): boolean {
    return this.#places.size === 0;
  }

  /** Listens from the position of the state that the listener holds, if any. Returns the end of it. */
  join(listener: Listener, position: Position | null): () => void {
    position ??= this.#position;
    const missed = eventsAfter(this.#journal, position);
    if (missed === null) {
      this.#stand(position);
      this.#socket.reconnect("at once");
    } else if (this.isEmpty && position.seq > this.#position.seq) {
      this.#stand(position);
    }
    const place = { listener, position };
    this.#places.add(place);
    listener.onChange(this.#connection);
    if (this.#watching !== undefined) listener.onWatching?.(this.#watching);
    if (this.#looking) listener.onLooking?.(this.#looking);
    if (missed?.length) this.#pass(place, { checks: [], freshness: null, isMissed: false });
    return () => this.#places.delete(place);
  }

  /** Tries at once instead of waiting; asks a standing connection for a sign of life. */
  wake(): void {
    this.#socket.wake();
  }

  close(): void {
    this.#socket.close();
  }

  #hear(text: string): void {
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
        const withinMs = this.#isGreeted ? (frame.retryAfterMs ?? 0) : 0;
        this.#stand(accepted.position);
        this.#greet(frame);
        return this.#each(({ listener }) => listener.onGap(withinMs));
      }
      case "apply":
        this.#journal = record(this.#journal, accepted.events, accepted.position, frame.skipped);
        this.#position = accepted.position;
        return this.#tell(frame);
      default:
        unreachable(accepted);
    }
  }

  #tell(frame: Frame): void {
    const isMissed = frame.type === "hello" && this.#hasStood;
    this.#greet(frame);
    this.#each((place) => this.#pass(place, { ...ticked(frame), isMissed }));
  }

  /** A new start: nothing before this position is known here. */
  #stand(position: Position): void {
    this.#position = position;
    this.#journal = emptyJournal(position);
  }

  #greet(frame: Frame): void {
    const { watching, looking, retryAfterMs } = frame;
    if (frame.type === "hello") {
      this.#part = frame.part ?? 0;
      this.#hasStood = true;
      this.#socket.greeted(frame.retryAfterMs);
      this.#isGreeted = true;
    } else if (retryAfterMs !== undefined) this.#socket.retryAfter(retryAfterMs);
    if (looking) {
      this.#looking = looking;
      this.#each(({ listener }) => listener.onLooking?.(looking));
    }
    if (watching === undefined || watching === this.#watching) return;
    this.#watching = watching;
    this.#each(({ listener }) => listener.onWatching?.(watching));
  }

  /** Nothing for a listener whose state is from before a gap: it is reading anew. */
  #pass(place: Place, tick: Omit<Update, "events">): void {
    const events = eventsAfter(this.#journal, place.position);
    if (events === null) return;
    if (this.#position.seq > place.position.seq) place.position = this.#position;
    place.listener.onUpdate({ events, ...tick });
  }

  /** One listener that throws keeps nothing from the others. */
  #each(tell: (place: Place) => void): void {
    for (const place of [...this.#places]) {
      try {
        tell(place);
      } catch (problem) {
        console.error(problem);
      }
    }
  }
}

function ticked(frame: Frame): Pick<Update, "checks" | "freshness"> {
  const { asOf, nextExpectedAt } = frame;
  const checks = frame.type === "events" ? (frame.checks ?? []) : [];
  return {
    checks: asOf === null ? [] : checks.map((check) => checkCompleted(check, asOf)),
    freshness: { asOf, nextExpectedAt },
  };
}
