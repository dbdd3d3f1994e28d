import type { Channel } from "../domain/channel";
import {
  chooseNext,
  digestId,
  isFinal,
  LIVES_MS,
  nextAttemptAt,
  type Attempt,
  type Delivery,
} from "../domain/delivery";
import type { Instant } from "../domain/instant";
import { MINUTE_MS } from "../domain/schedule";
import type { QueuePorts } from "../ports/notifying";
import { deliver } from "./deliver";
import { SPEAKERS } from "./speakers";

/** What a queue remembers between two alarms. */
export type QueueState = {
  channelId: string;
  /** Attempts that failed in a row. */
  failures: number;
  triedAt: Instant;
  /** When it is tried again; null where nothing keeps it. */
  retryAt: Instant | null;
  /** It asked to be left alone until then. */
  isHeld: boolean;
  /** Attempts of the last minute. */
  sentAt: Instant[];
  /** Numbers of what is being sent: after the end of this process the same letter is sent again. */
  inFlight: number[];
  /** How many a letter may tell of since one was refused; null where nothing was. */
  atMost: number | null;
};

export const FRESH: QueueState = {
  channelId: "",
  failures: 0,
  triedAt: 0,
  retryAt: null,
  isHeld: false,
  sentAt: [],
  inFlight: [],
  atMost: null,
};

/** One alarm sends no more than this, then lets others go first. */
const LETTERS_AT_ONCE = 20;

type Memory = { state: QueueState; keep(state: QueueState): void };

/** Sends what waits, as long as it is taken. Answers when to go on; null when nothing waits. */
export async function sendWaiting(ports: QueuePorts, memory: Memory): Promise<Instant | null> {
  let state = memory.state;
  const keep = (changes: Partial<QueueState>) => {
    state = { ...state, ...changes };
    memory.keep(state);
  };
  for (let letters = 0; letters < LETTERS_AT_ONCE; letters++) {
    if (state.retryAt !== null && ports.now() < state.retryAt) return state.retryAt;
    const channel = await ports.channel(state.channelId);
    if (!channel) {
      // It went while this was written; what waits for nobody would be asked for again for good.
      await ports.bury(state.channelId, null);
      return null;
    }
    const found = await nextLetter(ports, channel, state);
    if (found === null || typeof found === "number") return found;
    const at = ports.now();
    keep({
      inFlight: found.map(({ number }) => number),
      sentAt: [...state.sentAt.filter((one) => one > at - MINUTE_MS), at],
      triedAt: at,
    });
    const letter = {
      at,
      id: found.length === 1 ? found[0]!.id : digestId(found),
      notifications: found.map(({ notification }) => notification),
    };
    const attempt = await deliver(channel, letter, ports.out);
    await settle(ports, channel, found, attempt);
    keep({ inFlight: [], ...after(ports, state, found, attempt) });
  }
  return ports.now();
}

/** What to send now, when to look again, or nothing. */
async function nextLetter(
  ports: QueuePorts,
  channel: Channel,
  { inFlight, sentAt, atMost }: QueueState,
): Promise<Delivery[] | Instant | null> {
  const now = ports.now();
  await ports.bury(channel.id, channel.enabled ? now - LIVES_MS : null);
  const all = await ports.waiting(channel.id);
  const interrupted = all.filter(({ number }) => inFlight.includes(number));
  if (interrupted.length > 0) return interrupted;
  const waiting = await withoutUnheard(ports, channel.id, all);
  if (waiting.length === 0) return null;
  const { digestMax } = SPEAKERS[channel.kind];
  const { maxPerMinute } = channel;
  const pace = { sentAt, maxPerMinute, digestMax: Math.min(digestMax, atMost ?? digestMax) };
  const choice = chooseNext(waiting, pace, now);
  return "send" in choice ? choice.send : choice.waitUntil;
}

/** Who never heard that it began does not hear that it is over. */
async function withoutUnheard(
  ports: QueuePorts,
  channelId: string,
  waiting: Delivery[],
): Promise<Delivery[]> {
  const ended = waiting.filter(({ notification }) => notification.kind === "ended");
  if (ended.length === 0) return waiting;
  const begins = new Set(
    waiting
      .filter(({ notification }) => notification.kind !== "ended")
      .map(({ episode }) => episode),
  );
  const asked = ended.flatMap(({ episode }) => (begins.has(episode) ? [] : (episode ?? [])));
  const unheard = asked.length > 0 ? await ports.unheard(channelId, asked) : new Set<string>();
  const skipped = ended.filter(({ episode }) => episode !== null && unheard.has(episode));
  if (skipped.length > 0) await ports.skip(skipped.map(({ number }) => number));
  return waiting.filter((one) => !skipped.includes(one));
}

async function settle(
  ports: QueuePorts,
  channel: Channel,
  sent: Delivery[],
  attempt: Attempt,
): Promise<void> {
  const at = ports.now();
  const { outcome } = attempt;
  const isGivenUp = isFinal(outcome) && sent.length === 1;
  const status = outcome === "delivered" ? "delivered" : isGivenUp ? "dead" : "waiting";
  await ports.settle(sent, { attempt, status, at });
  if (outcome !== "gone") return;
  // Nobody is there any more, and says so: it is not tried again until a person enables it.
  await ports.disable(channel.id);
  await ports.bury(channel.id, null);
}

function after(
  ports: QueuePorts,
  state: QueueState,
  sent: Delivery[],
  attempt: Attempt,
): Partial<QueueState> {
  const { outcome } = attempt;
  const well = { failures: 0, retryAt: null, isHeld: false };
  if (outcome === "delivered" || outcome === "gone") return { ...well, atMost: null };
  // Of several one may be what it cannot take: they are halved until it stands alone.
  if (isFinal(outcome)) {
    return { ...well, atMost: sent.length === 1 ? null : Math.ceil(sent.length / 2) };
  }
  const failures = state.failures + 1;
  const now = ports.now();
  const planned = nextAttemptAt(failures, attempt, { now, chance: ports.chance() });
  // The last attempt is made before it is given up on.
  const lastAt = Math.max(sent[0]!.createdAt + LIVES_MS - MINUTE_MS, now + MINUTE_MS);
  return { failures, retryAt: Math.min(planned, lastAt), isHeld: attempt.retryAfterMs !== null };
}
