import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env";
import type { NotifierRpc } from "../ports/durable-objects";
import { logProblem } from "../log";
import { dealingPorts } from "../wiring/notifying";
import { dealOut } from "./deal";
import { Turns } from "./turns";

const AGAIN_MS = 10_000;

/** Deals out what stands in the outbox, and what rules say later: one object, so one at a time. */
export class Notifier extends DurableObject<Env> implements NotifierRpc {
  readonly #turns = new Turns();

  /** Kept as an alarm, so that it survives the end of this process. */
  async wake(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now());
  }

  override alarm(): Promise<void> {
    return this.#turns.take(async () => this.#wakeAt(await this.#deal()));
  }

  async #deal(): Promise<number | null> {
    try {
      return await dealOut(dealingPorts(this.env), Date.now());
    } catch (problem) {
      logProblem("notifier", problem);
      return Date.now() + AGAIN_MS;
    }
  }

  /** News that came meanwhile has set an alarm of its own. */
  async #wakeAt(at: number | null): Promise<void> {
    const set = await this.ctx.storage.getAlarm();
    if (at !== null && (set === null || at < set)) await this.ctx.storage.setAlarm(at);
  }
}
