import { onTestFinished, vi } from "vitest";

/** What an address says: a status, nothing in its time, or a status once it is let go. */
type Reply = number | "nothing" | "late";

/** How long a prober waits before it tells what it has so far. */
const PROMPT_MS = 1_000;
const POLL_MS = 5;

/**
 * All that the story's checks ask, in memory: what is answered depends on no network and on no load of the
 * machine. Hosts of `.example` say what they are told to say, one thing after the other and the last again
 * and again; all others are the anchors of our own network.
 */
export function outside() {
  const replies = new Map<string, Reply[]>();
  let isOffline = false;
  /** Whether something is late: only then do probers tell first what answered promptly. */
  let isLate = false;
  let hasFired = false;
  let isWaitedFor = false;
  const silence = () => Promise.reject(new DOMException("nobody answers", "TimeoutError"));

  const answer = async (input: RequestInfo | URL): Promise<Response> => {
    const { hostname } = new URL(input instanceof Request ? input.url : input);
    if (isOffline) return silence();
    if (!hostname.endsWith(".example")) return new Response(null, { status: 204 });
    const queued = replies.get(hostname) ?? [200];
    const [next = 200] = queued.length > 1 ? queued.splice(0, 1) : queued;
    if (next === "nothing") return silence();
    if (next === "late") {
      isWaitedFor = true;
      // By looking again and again: nobody else's invocation may wake this one.
      while (isLate) await scheduler.wait(POLL_MS);
    }
    return new Response("said", { status: next === "late" ? 200 : next });
  };
  const spies = [
    vi.spyOn(globalThis, "fetch").mockImplementation(answer),
    spyOnPromptTimer(async (fire) => {
      while (isLate && !hasFired) await scheduler.wait(POLL_MS);
      if (isLate) fire();
    }),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });

  return {
    /** From here on an address says this. */
    setReplies: (name: string, ...sequence: Reply[]) =>
      void replies.set(`${name}.example`, sequence),
    goOffline: (now: boolean) => void (isOffline = now),
    /** From here on who says "late" says nothing, until it is let go. */
    holdBack: () => void ([isLate, hasFired, isWaitedFor] = [true, false, false]),
    isWaitedFor: () => isWaitedFor,
    /** Whoever waits for what answers promptly waits no longer. */
    firePromptTimers: () => void (hasFired = true),
    letGo: () => void (isLate = false),
  };
}

/** It rings when the story says so: how fast the machine is changes no frame. */
function spyOnPromptTimer(hold: (fire: () => void) => Promise<void>) {
  const real = globalThis.setTimeout;
  const spied = ((callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    if (ms !== PROMPT_MS) return real(callback, ms, ...args);
    void hold(() => callback(...args));
    return real(() => undefined, 0);
  }) as typeof setTimeout;
  return vi.spyOn(globalThis, "setTimeout").mockImplementation(spied);
}

export type Outside = ReturnType<typeof outside>;
