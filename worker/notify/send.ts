import type { Channel } from "../domain/alerts/channel";
import {
  chooseNextSend,
  batchId,
  isPermanentFailure,
  DELIVERY_TTL_MS,
  nextAttemptAt,
  type DeliveryAttempt,
  type Delivery,
} from "../domain/alerts/delivery";
import type { Instant } from "../domain/instant";
import { MINUTE_MS } from "../domain/schedule";
import type { QueueDeps } from "../ports/notifications";
import { deliver } from "./deliver";
import { PROVIDERS } from "./providers/index";

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
  maxBatchSize: number | null;
};

export const EMPTY_QUEUE_STATE: QueueState = {
  channelId: "",
  failures: 0,
  triedAt: 0,
  retryAt: null,
  isHeld: false,
  sentAt: [],
  inFlight: [],
  maxBatchSize: null,
};

/** One alarm sends no more than this, then lets others go first. */
const MAX_MESSAGES_PER_RUN = 20;

type StateStore = { state: QueueState; save(state: QueueState): void };

/** Sends what waits, as long as it is taken. Answers when to go on; null when nothing waits. */
export async function sendPending(ports: QueueDeps, memory: StateStore): Promise<Instant | null> {
  let state = memory.state;
  const update = (changes: Partial<QueueState>) => {
    state = { ...state, ...changes };
    memory.save(state);
  };
  for (let messages = 0; messages < MAX_MESSAGES_PER_RUN; messages++) {
    if (state.retryAt !== null && ports.now() < state.retryAt) return state.retryAt;
    const channel = await ports.channel(state.channelId);
    if (!channel) {
      // It went while this was written; what waits for nobody would be asked for again for good.
      await ports.markDead(state.channelId, null);
      return null;
    }
    const batch = await nextBatch(ports, channel, state);
    if (batch === null || typeof batch === "number") return batch;
    const at = ports.now();
    update({
      inFlight: batch.map(({ number }) => number),
      sentAt: [...state.sentAt.filter((one) => one > at - MINUTE_MS), at],
      triedAt: at,
    });
    const message = {
      at,
      id: batch.length === 1 ? batch[0]!.id : batchId(batch),
      notifications: batch.map(({ payload }) => payload),
    };
    const attempt = await deliver(channel, message, ports.transport);
    await recordAttempt(ports, channel, batch, attempt);
    update({ inFlight: [], ...stateAfter(ports, state, batch, attempt) });
  }
  return ports.now();
}

/** What to send now, when to look again, or nothing. */
async function nextBatch(
  ports: QueueDeps,
  channel: Channel,
  { inFlight, sentAt, maxBatchSize }: QueueState,
): Promise<Delivery[] | Instant | null> {
  const now = ports.now();
  await ports.markDead(channel.id, channel.enabled ? now - DELIVERY_TTL_MS : null);
  const all = await ports.pending(channel.id);
  const interrupted = all.filter(({ number }) => inFlight.includes(number));
  if (interrupted.length > 0) return interrupted;
  const pending = await withoutUndelivered(ports, channel.id, all);
  if (pending.length === 0) return null;
  const { maxDigestItems } = PROVIDERS[channel.kind];
  const { maxPerMinute } = channel;
  const rateLimit = {
    sentAt,
    maxPerMinute,
    maxDigestItems: Math.min(maxDigestItems, maxBatchSize ?? maxDigestItems),
  };
  const choice = chooseNextSend(pending, rateLimit, now);
  return "send" in choice ? choice.send : choice.waitUntil;
}

/** Who never heard that it began does not hear that it is over. */
async function withoutUndelivered(
  ports: QueueDeps,
  channelId: string,
  pending: Delivery[],
): Promise<Delivery[]> {
  const ended = pending.filter(({ payload }) => payload.kind === "ended");
  if (ended.length === 0) return pending;
  const openedAlertIds = new Set(
    pending.filter(({ payload }) => payload.kind !== "ended").map(({ alertId }) => alertId),
  );
  const alertIds = ended.flatMap(({ alertId }) =>
    openedAlertIds.has(alertId) ? [] : (alertId ?? []),
  );
  const undelivered =
    alertIds.length > 0 ? await ports.undeliveredAlerts(channelId, alertIds) : new Set<string>();
  const skipped = ended.filter(({ alertId }) => alertId !== null && undelivered.has(alertId));
  if (skipped.length > 0) await ports.skip(skipped.map(({ number }) => number));
  return pending.filter((one) => !skipped.includes(one));
}

async function recordAttempt(
  ports: QueueDeps,
  channel: Channel,
  sent: Delivery[],
  attempt: DeliveryAttempt,
): Promise<void> {
  const at = ports.now();
  const { outcome } = attempt;
  const isPermanent = isPermanentFailure(outcome) && sent.length === 1;
  const status = outcome === "delivered" ? "delivered" : isPermanent ? "dead" : "waiting";
  await ports.recordAttempt(sent, { attempt, status, at });
  if (outcome !== "gone") return;
  // Nobody is there any more, and says so: it is not tried again until a person enables it.
  await ports.disable(channel.id);
  await ports.markDead(channel.id, null);
}

function stateAfter(
  ports: QueueDeps,
  state: QueueState,
  sent: Delivery[],
  attempt: DeliveryAttempt,
): Partial<QueueState> {
  const { outcome } = attempt;
  const healthy = { failures: 0, retryAt: null, isHeld: false };
  if (outcome === "delivered" || outcome === "gone") return { ...healthy, maxBatchSize: null };
  // Of several one may be what it cannot take: they are halved until it stands alone.
  if (isPermanentFailure(outcome)) {
    return { ...healthy, maxBatchSize: sent.length === 1 ? null : Math.ceil(sent.length / 2) };
  }
  const failures = state.failures + 1;
  const now = ports.now();
  const planned = nextAttemptAt(failures, attempt, { now, chance: ports.random() });
  // The last attempt is made before it is given up on.
  const lastAt = Math.max(sent[0]!.createdAt + DELIVERY_TTL_MS - MINUTE_MS, now + MINUTE_MS);
  return { failures, retryAt: Math.min(planned, lastAt), isHeld: attempt.retryAfterMs !== null };
}
