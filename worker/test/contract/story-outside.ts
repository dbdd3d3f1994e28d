import { onTestFinished, vi } from "vitest";

/** What an address says: a status, nothing in its time, or a status once it is let go. */
type Saying = number | "nothing" | "late";

/** How long a prober waits before it tells what it has so far. */
const PROMPT_MS = 1_000;
const LOOK_MS = 5;

/**
 * All that the story's checks ask, in memory: what is answered depends on no network and on no load of the
 * machine. Hosts of `.example` say what they are told to say, one thing after the other and the last again
 * and again; all others are the anchors of our own network.
 */
export function outside() {
  const sayings = new Map<string, Saying[]>();
  let isOffline = false;
  /** Whether something is late: only then do probers tell first what answered promptly. */
  let isLate = false;
  let hasRung = false;
  let isWaitedFor = false;
  const silence = () => Promise.reject(new DOMException("nobody answers", "TimeoutError"));

  const answer = async (input: RequestInfo | URL): Promise<Response> => {
    const { hostname } = new URL(input instanceof Request ? input.url : input);
    if (isOffline) return silence();
    if (!hostname.endsWith(".example")) return new Response(null, { status: 204 });
    const said = sayings.get(hostname) ?? [200];
    const [next = 200] = said.length > 1 ? said.splice(0, 1) : said;
    if (next === "nothing") return silence();
    if (next === "late") {
      isWaitedFor = true;
      // By looking again and again: nobody else's invocation may wake this one.
      while (isLate) await scheduler.wait(LOOK_MS);
    }
    return new Response("said", { status: next === "late" ? 200 : next });
  };
  const spies = [
    vi.spyOn(globalThis, "fetch").mockImplementation(answer),
    spyOnPromptTimer(async (ring) => {
      while (isLate && !hasRung) await scheduler.wait(LOOK_MS);
      if (isLate) ring();
    }),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });

  return {
    /** From here on an address says this. */
    say: (name: string, ...saying: Saying[]) => void sayings.set(`${name}.example`, saying),
    goOffline: (now: boolean) => void (isOffline = now),
    /** From here on who says "late" says nothing, until it is let go. */
    holdBack: () => void ([isLate, hasRung, isWaitedFor] = [true, false, false]),
    isWaitedFor: () => isWaitedFor,
    /** Whoever waits for what answers promptly waits no longer. */
    ringPromptTimers: () => void (hasRung = true),
    letGo: () => void (isLate = false),
  };
}

/** It rings when the story says so: how fast the machine is changes no frame. */
function spyOnPromptTimer(hold: (ring: () => void) => Promise<void>) {
  const real = globalThis.setTimeout;
  const spied = ((callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    if (ms !== PROMPT_MS) return real(callback, ms, ...args);
    void hold(() => callback(...args));
    return real(() => undefined, 0);
  }) as typeof setTimeout;
  return vi.spyOn(globalThis, "setTimeout").mockImplementation(spied);
}

export type Outside = ReturnType<typeof outside>;
