import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env";
import type { NotificationDispatcherRpc } from "../ports/durable-objects";
import { logError } from "../log";
import { dispatchDeps } from "../adapters/notifications";
import { dispatchNotifications } from "./dispatch";
import { SerialQueue } from "./serial-queue";

const RETRY_AFTER_ERROR_MS = 10_000;

/** Deals out what stands in the outbox, and what rules say later: one object, so one at a time. */
export class NotificationDispatcher
  extends DurableObject<Env>
  implements NotificationDispatcherRpc
{
  readonly #queue = new SerialQueue();

  /** Kept as an alarm, so that it survives the end of this process. */
  async wake(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now());
  }

  override alarm(): Promise<void> {
    return this.#queue.run(async () => this.#wakeAt(await this.#dispatch()));
  }

  async #dispatch(): Promise<number | null> {
    try {
      return await dispatchNotifications(dispatchDeps(this.env), Date.now());
    } catch (problem) {
      logError("dispatcher", problem);
      return Date.now() + RETRY_AFTER_ERROR_MS;
    }
  }

  /** News that came meanwhile has set an alarm of its own. */
  async #wakeAt(at: number | null): Promise<void> {
    const set = await this.ctx.storage.getAlarm();
    if (at !== null && (set === null || at < set)) await this.ctx.storage.setAlarm(at);
  }
}
