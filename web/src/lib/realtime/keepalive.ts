import { pingDelay } from "./backoff";

const PONG_TIMEOUT_MS = 10_000;

export type Keepalive = {
  /** Pings at once, and from then on. */
  start(): void;
  /** Something came from the other side. */
  received(): void;
  stop(): void;
};

type KeepaliveConnection = { ping(): void; onLost(): void; random(): number };

/** Notices a connection that is dead without saying so: a ping that nothing answers within 10 s. */
export function createKeepalive({ ping, onLost, random }: KeepaliveConnection): Keepalive {
  let next: ReturnType<typeof setTimeout> | undefined;
  let deadline: ReturnType<typeof setTimeout> | undefined;

  const wait = () => {
    clearTimeout(next);
    next = setTimeout(start, pingDelay(random()));
  };
  const start = () => {
    ping();
    wait();
    deadline ??= setTimeout(onLost, PONG_TIMEOUT_MS);
  };
  const received = () => {
    clearTimeout(deadline);
    deadline = undefined;
  };
  return {
    start,
    received,
    stop() {
      clearTimeout(next);
      received();
    },
  };
}
