import { DurableObject } from "cloudflare:workers";
import { NEW_DELIVERY_RETRY_MS } from "../domain/alerts/delivery";
import type { Env } from "../env";
import type { ChannelQueueRpc } from "../ports/durable-objects";
import { logError } from "../log";
import { queuePorts } from "../adapters/notifications";
import { EMPTY_QUEUE_STATE, sendPending, type QueueState } from "./send";
import { SerialQueue } from "./serial-queue";

const RETRY_AFTER_ERROR_MS = 30_000;

/**
 * One channel's messages, in their order, one at a time. Each channel has an object of its own, so
 * that one that is slow or dead holds up no other.
 */
export class ChannelQueue extends DurableObject<Env> implements ChannelQueueRpc {
  readonly #queue = new SerialQueue();

  /** Something waits. A channel that fails is not asked more than every few minutes because of it. */
  async wake(channelId: string): Promise<void> {
    const state = { ...this.#state, channelId };
    const now = Date.now();
    const { triedAt, retryAt, isHeld } = state;
    const retryAtOrSooner =
      retryAt === null || isHeld ? retryAt : Math.min(retryAt, triedAt + NEW_DELIVERY_RETRY_MS);
    this.#state = { ...state, retryAt: retryAtOrSooner };
    await this.ctx.storage.setAlarm(Math.max(now, retryAtOrSooner ?? now));
  }

  /** Somebody mended it, or wants to know: what waits is tried now. */
  async retryNow(channelId: string): Promise<void> {
    this.#state = { ...this.#state, channelId, failures: 0, retryAt: null, isHeld: false };
    await this.ctx.storage.setAlarm(Date.now());
  }

  /** The channel is gone. */
  async end(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  override alarm(): Promise<void> {
    return this.#queue.run(async () => {
      const at = await this.#send();
      const set = await this.ctx.storage.getAlarm();
      if (at !== null && (set === null || at < set)) await this.ctx.storage.setAlarm(at);
    });
  }

  async #send(): Promise<number | null> {
    try {
      const save = (state: QueueState) => (this.#state = state);
      return await sendPending(queuePorts(this.env), { state: this.#state, save });
    } catch (problem) {
      logError("channel-queue", problem);
      return Date.now() + RETRY_AFTER_ERROR_MS;
    }
  }

  get #state(): QueueState {
    return { ...EMPTY_QUEUE_STATE, ...this.ctx.storage.kv.get<QueueState>("state") };
  }

  /** Whatever leaves afterwards waits until this is kept. */
  set #state(state: QueueState) {
    this.ctx.storage.kv.put("state", state);
  }
}
