import { CLOSE_CODES } from "../protocol/close-codes";
import { logError } from "../log";

/** Kept with each socket through hibernation. */
export type ConnectionInfo = {
  /** When it came. */
  connectedAt: number;
  /** Whose limit applies; null has none. */
  address: string | null;
  /** The same for all tabs of one browser: those who watch are people. */
  viewer: string;
  /** How the others call them, in a room in which people see each other. */
  name: string | null;
  /** When their right to listen ends by itself; null where it does not. */
  expiresAt: number | null;
};

/** Three pings, and some. */
const IDLE_TIMEOUT_MS = 90_000;
const SWEEP_EVERY_MS = 30_000;
/** Sends between which the runtime may write, or a long frame is held once for each that waits. */
const BATCH_SIZE = 100;
const OPEN = 1;

type Platform = Pick<DurableObjectState, "getWebSockets" | "getWebSocketAutoResponseTimestamp"> & {
  storage: Pick<DurableObjectStorage, "sync">;
};

/** The sockets of one part, and who is behind them. */
export class Connections {
  readonly #platform: Platform;
  #cache: Map<WebSocket, ConnectionInfo> | null = null;
  #addresses = new Map<string, number>();
  #viewers = new Map<string, number>();
  /** Settles when the last frame so far has gone out: frames keep their order. */
  #sent: Promise<void> = Promise.resolve();
  #sweptAt = 0;
  /** Until here nobody's right ends by itself. */
  #firstExpiry = Infinity;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** How many people, as far as one part can tell. */
  get viewerCount(): number {
    return this.#sockets.size && this.#viewers.size;
  }

  get counts(): { size: number; viewerCount: number } {
    return { size: this.size, viewerCount: this.viewerCount };
  }

  /** Names of those beside one who is here, each once. */
  otherNames({ viewer }: Pick<ConnectionInfo, "viewer">): string[] {
    const others = new Map<string, string>();
    for (const one of this.#sockets.values()) {
      if (one.viewer !== viewer && one.name !== null) others.set(one.viewer, one.name);
    }
    return [...others.values()];
  }

  countForAddress(address: string): number {
    return this.#sockets.size && (this.#addresses.get(address) ?? 0);
  }

  add(socket: WebSocket, info: ConnectionInfo): void {
    socket.serializeAttachment(info);
    this.#track(this.#sockets, socket, info);
  }

  /** Whose end wakes a room that slept was here until now, though the platform says closed. */
  restore(socket: WebSocket): void {
    if (this.#cache) return;
    this.#track(this.#sockets, socket, socket.deserializeAttachment() as ConnectionInfo);
  }

  remove(socket: WebSocket): void {
    const info = this.#sockets.get(socket);
    if (!info) return;
    this.#sockets.delete(socket);
    adjustCount(this.#viewers, info.viewer, -1);
    if (info.address !== null) adjustCount(this.#addresses, info.address, -1);
  }

  /**
   * Those whose right is over, and those of whom nothing was heard for long; a ping is answered without
   * waking anybody.
   */
  closeIdle(now: number): void {
    this.#closeExpired(now);
    if (now - this.#sweptAt < SWEEP_EVERY_MS) return;
    this.#sweptAt = now;
    for (const [socket, { connectedAt }] of this.#sockets) {
      const lastPingAt =
        this.#platform.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? connectedAt;
      if (now - lastPingAt <= IDLE_TIMEOUT_MS) continue;
      this.remove(socket);
      socket.close(CLOSE_CODES.idleTimeout, "silent for too long");
    }
  }

  /** To all who are here now, after the frames before it. */
  send(textFor: (info: ConnectionInfo) => string, except?: WebSocket): Promise<void> {
    const sockets = [...this.#sockets].filter(([socket]) => socket !== except);
    const send = () => this.#sendInBatches(sockets, textFor);
    this.#sent = this.#sent.then(send, send);
    return this.#sent;
  }

  closeAll(code: number, reason: string): void {
    for (const socket of this.#sockets.keys()) socket.close(code, reason);
  }

  get #sockets(): Map<WebSocket, ConnectionInfo> {
    if (this.#cache) return this.#cache;
    const sockets = new Map<WebSocket, ConnectionInfo>();
    for (const socket of this.#platform.getWebSockets()) {
      if (socket.readyState !== OPEN) continue;
      this.#track(sockets, socket, socket.deserializeAttachment() as ConnectionInfo);
    }
    this.#cache = sockets;
    return sockets;
  }

  /** Those whose right to listen is over: they are sent nothing more. */
  #closeExpired(now: number): void {
    const sockets = this.#sockets;
    if (now < this.#firstExpiry) return;
    this.#firstExpiry = Infinity;
    for (const [socket, { expiresAt }] of sockets) {
      if (expiresAt === null) continue;
      if (expiresAt > now) this.#firstExpiry = Math.min(this.#firstExpiry, expiresAt);
      else {
        this.remove(socket);
        socket.close(CLOSE_CODES.unauthenticated, "no longer signed in");
      }
    }
  }

  #track(sockets: Map<WebSocket, ConnectionInfo>, socket: WebSocket, info: ConnectionInfo): void {
    if (sockets.has(socket)) return;
    sockets.set(socket, info);
    this.#firstExpiry = Math.min(this.#firstExpiry, info.expiresAt ?? Infinity);
    adjustCount(this.#viewers, info.viewer, 1);
    if (info.address !== null) adjustCount(this.#addresses, info.address, 1);
  }

  async #sendInBatches(
    sockets: readonly [WebSocket, ConnectionInfo][],
    textFor: (info: ConnectionInfo) => string,
  ): Promise<void> {
    // Behind a write that is not finished, every single send would wait for it.
    await this.#platform.storage.sync();
    for (let first = 0; first < sockets.length; first += BATCH_SIZE) {
      if (first > 0) await scheduler.wait(0);
      for (const [socket, info] of sockets.slice(first, first + BATCH_SIZE)) {
        this.#sendTo(socket, textFor(info));
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
      logError("room.send", problem);
      socket.close(CLOSE_CODES.restart, "could not be reached");
    }
  }
}

function adjustCount(counts: Map<string, number>, key: string, change: 1 | -1): void {
  const next = (counts.get(key) ?? 0) + change;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
}
