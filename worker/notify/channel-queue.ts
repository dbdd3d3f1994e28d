import { DurableObject } from "cloudflare:workers";
import { NUDGE_MS } from "../domain/delivery";
import type { Env } from "../env";
import type { ChannelQueueRpc } from "../ports/durable-objects";
import { logProblem } from "../log";
import { queuePorts } from "../wiring/notifying";
import { FRESH, sendWaiting, type QueueState } from "./send";
import { Turns } from "./turns";

const AGAIN_MS = 30_000;

/**
 * One channel's messages, in their order, one at a time. Each channel has an object of its own, so
 * that one that is slow or dead holds up no other.
 */
export class ChannelQueue extends DurableObject<Env> implements ChannelQueueRpc {
  readonly #turns = new Turns();

  /** Something waits. A channel that fails is not asked more than every few minutes because of it. */
  async wake(channelId: string): Promise<void> {
    const state = { ...this.#state, channelId };
    const now = Date.now();
    const { triedAt, retryAt, isHeld } = state;
    const nudged = retryAt === null || isHeld ? retryAt : Math.min(retryAt, triedAt + NUDGE_MS);
    this.#state = { ...state, retryAt: nudged };
    await this.ctx.storage.setAlarm(Math.max(now, nudged ?? now));
  }

  /** Somebody mended it, or wants to know: what waits is tried now. */
  async tryNow(channelId: string): Promise<void> {
    this.#state = { ...this.#state, channelId, failures: 0, retryAt: null, isHeld: false };
    await this.ctx.storage.setAlarm(Date.now());
  }

  /** The channel is gone. */
  async end(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  override alarm(): Promise<void> {
    return this.#turns.take(async () => {
      const at = await this.#send();
      const set = await this.ctx.storage.getAlarm();
      if (at !== null && (set === null || at < set)) await this.ctx.storage.setAlarm(at);
    });
  }

  async #send(): Promise<number | null> {
    try {
      const keep = (state: QueueState) => (this.#state = state);
      return await sendWaiting(queuePorts(this.env), { state: this.#state, keep });
    } catch (problem) {
      logProblem("channel-queue", problem);
      return Date.now() + AGAIN_MS;
    }
  }

  get #state(): QueueState {
    return { ...FRESH, ...this.ctx.storage.kv.get<QueueState>("state") };
  }

  /** Whatever leaves afterwards waits until this is kept. */
  set #state(state: QueueState) {
    this.ctx.storage.kv.put("state", state);
  }
}
