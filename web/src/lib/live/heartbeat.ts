import { pingDelay } from "./delay";

const PONG_WITHIN_MS = 10_000;

export type Heartbeat = {
  /** Pings at once, and from then on. */
  beat(): void;
  /** Something came from the other side. */
  heard(): void;
  stop(): void;
};

type Line = { ping(): void; lost(): void; random(): number };

/** Notices a connection that is dead without saying so: a ping that nothing answers within 10 s. */
export function createHeartbeat({ ping, lost, random }: Line): Heartbeat {
  let next: ReturnType<typeof setTimeout> | undefined;
  let deadline: ReturnType<typeof setTimeout> | undefined;

  const wait = () => {
    clearTimeout(next);
    next = setTimeout(beat, pingDelay(random()));
  };
  const beat = () => {
    ping();
    wait();
    deadline ??= setTimeout(lost, PONG_WITHIN_MS);
  };
  const heard = () => {
    clearTimeout(deadline);
    deadline = undefined;
  };
  return {
    beat,
    heard,
    stop() {
      clearTimeout(next);
      heard();
    },
  };
}
