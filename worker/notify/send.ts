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
export async function sendPending(deps: QueueDeps, store: StateStore): Promise<Instant | null> {
  let state = store.state;
  const update = (changes: Partial<QueueState>) => {
    state = { ...state, ...changes };
    store.save(state);
  };
  for (let messages = 0; messages < MAX_MESSAGES_PER_RUN; messages++) {
    if (state.retryAt !== null && deps.now() < state.retryAt) return state.retryAt;
    const channel = await deps.channel(state.channelId);
    if (!channel) {
      // It went while this was written; what waits for nobody would be asked for again for good.
      await deps.markDead(state.channelId, null);
      return null;
    }
    const batch = await nextBatch(deps, channel, state);
    if (batch === null || typeof batch === "number") return batch;
    const at = deps.now();
    update({
      inFlight: batch.map(({ number }) => number),
      sentAt: [...state.sentAt.filter((time) => time > at - MINUTE_MS), at],
      triedAt: at,
    });
    const message = {
      at,
      id: batch.length === 1 ? batch[0]!.id : batchId(batch),
      notifications: batch.map(({ payload }) => payload),
    };
    const attempt = await deliver(channel, message, deps.transport(channel));
    await recordAttempt(deps, channel, batch, attempt);
    update({ inFlight: [], ...stateAfter(deps, state, batch, attempt) });
  }
  return deps.now();
}

/** What to send now, when to look again, or nothing. */
async function nextBatch(
  deps: QueueDeps,
  channel: Channel,
  { inFlight, sentAt, maxBatchSize }: QueueState,
): Promise<Delivery[] | Instant | null> {
  const now = deps.now();
  await deps.markDead(channel.id, channel.enabled ? now - DELIVERY_TTL_MS : null);
  const all = await deps.pending(channel.id);
  const interrupted = all.filter(({ number }) => inFlight.includes(number));
  if (interrupted.length > 0) return interrupted;
  const pending = await withoutUndelivered(deps, channel.id, all);
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
  deps: QueueDeps,
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
    alertIds.length > 0 ? await deps.undeliveredAlerts(channelId, alertIds) : new Set<string>();
  const skipped = ended.filter(({ alertId }) => alertId !== null && undelivered.has(alertId));
  if (skipped.length > 0) await deps.skip(skipped.map(({ number }) => number));
  return pending.filter((delivery) => !skipped.includes(delivery));
}

async function recordAttempt(
  deps: QueueDeps,
  channel: Channel,
  sent: Delivery[],
  attempt: DeliveryAttempt,
): Promise<void> {
  const at = deps.now();
  const { outcome } = attempt;
  const isPermanent = isPermanentFailure(outcome) && sent.length === 1;
  const status = outcome === "delivered" ? "delivered" : isPermanent ? "dead" : "waiting";
  await deps.recordAttempt(sent, { attempt, status, at });
  if (outcome !== "gone") return;
  // Nobody is there any more, and says so: it is not tried again until a person enables it.
  await deps.disable(channel.id);
  await deps.markDead(channel.id, null);
}

function stateAfter(
  deps: QueueDeps,
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
  const now = deps.now();
  const planned = nextAttemptAt(failures, attempt, { now, chance: deps.random() });
  // The last attempt is made before it is given up on.
  const lastAt = Math.max(sent[0]!.createdAt + DELIVERY_TTL_MS - MINUTE_MS, now + MINUTE_MS);
  return { failures, retryAt: Math.min(planned, lastAt), isHeld: attempt.retryAfterMs !== null };
}
