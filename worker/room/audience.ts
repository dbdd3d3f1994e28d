import { CLOSE } from "../protocol/close-codes";
import { logProblem } from "../log";

/** Kept with each socket through hibernation. */
export type Listener = {
  /** When it came. */
  at: number;
  /** Whose limit applies; null has none. */
  address: string | null;
  /** The same for all tabs of one browser: those who watch are people. */
  viewer: string;
  /** How the others call them, in a room in which people see each other. */
  name: string | null;
};

/** Three pings, and some. */
const SILENT_MS = 90_000;
const SWEEP_EVERY_MS = 30_000;
/** Sends between which the runtime may write, or a long frame is held once for each that waits. */
const BATCH = 100;
const OPEN = 1;

type Platform = Pick<DurableObjectState, "getWebSockets" | "getWebSocketAutoResponseTimestamp"> & {
  storage: Pick<DurableObjectStorage, "sync">;
};

/** The sockets of one part, and who is behind them. */
export class Audience {
  readonly #platform: Platform;
  #known: Map<WebSocket, Listener> | null = null;
  #addresses = new Map<string, number>();
  #viewers = new Map<string, number>();
  /** Settles when the last frame so far has gone out: frames keep their order. */
  #sent: Promise<void> = Promise.resolve();
  #sweptAt = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** How many people, as far as one part can tell. */
  get watching(): number {
    return this.#sockets.size && this.#viewers.size;
  }

  get count(): { size: number; watching: number } {
    return { size: this.size, watching: this.watching };
  }

  /** Names of those beside one who is here, each once. */
  othersThan({ viewer }: Pick<Listener, "viewer">): string[] {
    const others = new Map<string, string>();
    for (const one of this.#sockets.values()) {
      if (one.viewer !== viewer && one.name !== null) others.set(one.viewer, one.name);
    }
    return [...others.values()];
  }

  countOf(address: string): number {
    return this.#sockets.size && (this.#addresses.get(address) ?? 0);
  }

  enter(socket: WebSocket, listener: Listener): void {
    socket.serializeAttachment(listener);
    this.#add(this.#sockets, socket, listener);
  }

  /** Whose end wakes a room that slept was here until now, though the platform says closed. */
  recall(socket: WebSocket): void {
    if (this.#known) return;
    this.#add(this.#sockets, socket, socket.deserializeAttachment() as Listener);
  }

  leave(socket: WebSocket): void {
    const listener = this.#sockets.get(socket);
    if (!listener) return;
    this.#sockets.delete(socket);
    count(this.#viewers, listener.viewer, -1);
    if (listener.address !== null) count(this.#addresses, listener.address, -1);
  }

  /** Those of whom nothing was heard for long; a ping is answered without waking anybody. */
  sweep(now: number): void {
    if (now - this.#sweptAt < SWEEP_EVERY_MS) return;
    this.#sweptAt = now;
    for (const [socket, { at }] of this.#sockets) {
      const heardAt = this.#platform.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? at;
      if (now - heardAt <= SILENT_MS) continue;
      this.leave(socket);
      socket.close(CLOSE.silentTooLong, "silent for too long");
    }
  }

  /** To all who are here now, after the frames before it. */
  send(textFor: (listener: Listener) => string, except?: WebSocket): Promise<void> {
    const sockets = [...this.#sockets].filter(([socket]) => socket !== except);
    const send = () => this.#sendInBatches(sockets, textFor);
    this.#sent = this.#sent.then(send, send);
    return this.#sent;
  }

  closeAll(code: number, reason: string): void {
    for (const socket of this.#sockets.keys()) socket.close(code, reason);
  }

  get #sockets(): Map<WebSocket, Listener> {
    if (this.#known) return this.#known;
    const known = new Map<WebSocket, Listener>();
    for (const socket of this.#platform.getWebSockets()) {
      if (socket.readyState !== OPEN) continue;
      this.#add(known, socket, socket.deserializeAttachment() as Listener);
    }
    this.#known = known;
    return known;
  }

  #add(known: Map<WebSocket, Listener>, socket: WebSocket, listener: Listener): void {
    if (known.has(socket)) return;
    known.set(socket, listener);
    count(this.#viewers, listener.viewer, 1);
    if (listener.address !== null) count(this.#addresses, listener.address, 1);
  }

  async #sendInBatches(
    sockets: readonly [WebSocket, Listener][],
    textFor: (listener: Listener) => string,
  ): Promise<void> {
    // Behind a write that is not finished, every single send would wait for it.
    await this.#platform.storage.sync();
    for (let first = 0; first < sockets.length; first += BATCH) {
      if (first > 0) await scheduler.wait(0);
      for (const [socket, listener] of sockets.slice(first, first + BATCH)) {
        this.#sendTo(socket, textFor(listener));
      }
    }
  }

  /** One send costs about 30 microseconds, nearly whatever its size: so one frame for all events. */
  #sendTo(socket: WebSocket, text: string): void {
    if (socket.readyState !== OPEN) return;
    try {
      socket.send(text);
    } catch (problem) {
      // One socket that fails stops no other; it comes back with its cursor.
      logProblem("room.send", problem);
      socket.close(CLOSE.restart, "could not be reached");
    }
  }
}

function count(counts: Map<string, number>, key: string, change: 1 | -1): void {
  const next = (counts.get(key) ?? 0) + change;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
}
