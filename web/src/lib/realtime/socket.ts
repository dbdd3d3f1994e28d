import { isFinalClose } from "$protocol/close-codes";
import ReconnectingWebSocket from "partysocket/ws";
import { QUICK_RETRIES, reconnectDelay } from "./backoff";
import { createKeepalive } from "./keepalive";
import { createTimer } from "./timer";

/** `polling`: without a socket, and the state is read over HTTP now and then. */
export type ConnectionState = "connected" | "connecting" | "polling" | "disconnected";
export type Connection = {
  state: ConnectionState;
  /** Retries begun since the connection was last sound. */
  retries: number;
};

/** A connection that stood for less was not sound: its end does not reset the back-off. */
const STABLE_AFTER_MS = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;

export type SocketEnvironment = {
  random(): number;
  now(): number;
  onWake(wake: () => void): () => void;
  WebSocket?: typeof WebSocket;
};

export type SocketEvents = {
  /** Asked before every attempt, so that each carries the newest cursor. */
  url(): string;
  onText(text: string): void;
  onChange(connection: Connection): void;
  /** The server ended it for good, with a final close code. */
  onEnd(code: number): void;
};

export type Socket = {
  /** The other side has greeted: the connection stands. */
  onHello(retryAfterMs: number): void;
  /** How long to wait after the next drop, around this: a crowd needs longer to come back. */
  retryAfter(ms: number): void;
  reconnect(timing: "at once" | "jittered"): void;
  /** Ends the wait before the next attempt, or asks a standing connection for a sign of life. */
  wake(): void;
  close(): void;
};

/** A WebSocket that comes back by itself. It knows attempts, delays and heartbeats, and no frames. */
export function openSocket(events: SocketEvents, environment: SocketEnvironment): Socket {
  let retries = 0;
  let isFirst = true;
  let isClosed = false;
  let connectedAt: number | null = null;
  let retryAfterMs: number | null = null;
  const wait = createTimer();

  // partysocket has no jitter, but it awaits the address: the wait is in there.
  const nextUrl = async (): Promise<string> => {
    if (!isFirst) {
      await wait.start(
        reconnectDelay({ retry: retries, retryAfterMs, random: environment.random() }),
      );
      retries += 1;
    }
    isFirst = false;
    return events.url();
  };

  const socket = new ReconnectingWebSocket(nextUrl, undefined, {
    minReconnectionDelay: 0,
    maxReconnectionDelay: 0,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    maxEnqueuedMessages: 0,
    shouldReconnectOnClose: ({ code }) => !isFinalClose(code),
    ...(environment.WebSocket && { WebSocket: environment.WebSocket }),
  });

  const heartbeat = createKeepalive({
    ping: () => socket.send("ping"),
    onLost: () => socket.reconnect(),
    random: environment.random,
  });

  const notify = (state: ConnectionState) => events.onChange({ state, retries });

  // Properties, not listeners: listeners of partysocket get a copy that has lost the close code.
  socket.onmessage = ({ data }) => {
    heartbeat.received();
    if (typeof data === "string" && data !== "pong") events.onText(data);
  };
  socket.onclose = ({ code }) => {
    heartbeat.stop();
    if (connectedAt !== null && environment.now() - connectedAt >= STABLE_AFTER_MS) retries = 0;
    connectedAt = null;
    if (isClosed) return;
    const isFinal = isFinalClose(code);
    notify(isFinal || retries >= QUICK_RETRIES ? "disconnected" : "connecting");
    if (isFinal) events.onEnd(code);
  };

  const wake = () => (connectedAt === null ? wait.cancel() : heartbeat.start());
  const sleep = environment.onWake(wake);

  return {
    onHello(delayMs) {
      connectedAt = environment.now();
      retryAfterMs = delayMs;
      heartbeat.start();
      notify("connected");
    },
    retryAfter(ms) {
      retryAfterMs = ms;
    },
    reconnect(timing) {
      isFirst = timing === "at once";
      if (isFirst) wait.cancel();
      socket.reconnect();
    },
    wake,
    close() {
      isClosed = true;
      sleep();
      heartbeat.stop();
      socket.close();
      wait.cancel();
    },
  };
}
