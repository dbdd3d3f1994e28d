import type { RoomName } from "$protocol/rooms";
import { pollDelay } from "./backoff";
import type { Connection } from "./socket";

/** From so many failed retries on, the state is read over HTTP. */
export const POLL_AFTER_RETRIES = 3;
const FIRST_POLL_MS = 10_000;
const ANSWER_TIMEOUT_MS = 5_000;

export type Poll = {
  follow(connection: Connection): void;
  /** Whether the state was read the last time that it was needed: then the page is not live, but right. */
  isReading(): boolean;
  stop(): void;
};

type Source = {
  room(): RoomName;
  /** Reads the page's state anew. */
  read(): Promise<unknown>;
  random(): number;
  /** Reading has begun to work, or to fail. */
  onChange(): void;
};

/** Reads the state over HTTP while the socket fails again and again. */
export function createPoll({ room, read, random, onChange }: Source): Poll {
  let isNeeded = false;
  let isPolling = false;
  let isReading = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const poll = async () => {
    isPolling = true;
    const isAnswered = await isServed(room());
    if (isAnswered) await read();
    isPolling = false;
    if (isNeeded && isAnswered !== isReading) {
      isReading = isAnswered;
      onChange();
    }
    if (isNeeded) schedule(pollDelay(random()));
  };
  const schedule = (ms: number) => {
    timer = setTimeout(poll, ms);
  };
  const stop = () => {
    isNeeded = false;
    isReading = false;
    clearTimeout(timer);
  };

  return {
    follow({ state, retries }) {
      if (state === "connected" || retries < POLL_AFTER_RETRIES) return stop();
      if (!isNeeded && !isPolling) schedule(FIRST_POLL_MS * random());
      isNeeded = true;
    },
    isReading: () => isReading,
    stop,
  };
}

/** Whether reading would be answered at all: what is on screen is better than an error page. */
async function isServed(room: RoomName): Promise<boolean> {
  try {
    const { status } = await fetch(`/api/v1/rooms/${room}`, {
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return status < 500;
  } catch {
    return false;
  }
}
