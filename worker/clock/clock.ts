import { DurableObject } from "cloudflare:workers";
import type { Instant } from "../domain/instant";
import { MINUTE_MS } from "../domain/schedule";
import { MISSED_MS, planAlarm, type ClockMemory, type Plan } from "./plan";
import { logProblem } from "../log";

/** What the clock asks of the Worker: to run a tick, and to say what the schedule now needs. */
export type Ticking = {
  tick(at: Instant): Promise<void>;
  subMinuteIntervals(): Promise<number[]>;
};

const NEVER: ClockMemory = { subMinuteIntervals: [], lastCronAt: null, lastTickAt: null };

/**
 * One alarm: the next tick below a minute, or the moment at which cron would be overdue. It runs no
 * check itself; the tick goes to an invocation of its own, so that a slow one never delays the next.
 */
export class Clock extends DurableObject {
  /** Arms the alarm where it is not, or where the schedule now asks for an earlier one. */
  async wake(): Promise<void> {
    const subMinuteIntervals = await this.#ticker.subMinuteIntervals();
    await this.#arm({ ...this.#memory, subMinuteIntervals });
  }

  /** Cron fired, and runs this tick. */
  async cronFired(at: Instant): Promise<void> {
    await this.#arm({ ...this.#memory, lastCronAt: at, lastTickAt: at });
  }

  override async alarm(): Promise<void> {
    const plan = this.#plan;
    if (plan && Date.now() - plan.wakeAt < MISSED_MS) {
      await this.#arm({ ...this.#memory, lastTickAt: plan.tickAt });
      void this.#logged("tick", this.#ticker.tick(plan.tickAt));
      if (plan.tickAt % MINUTE_MS !== 0) return;
    } else {
      await this.#arm(this.#memory);
    }
    await this.#logged("wake", this.wake());
  }

  get #memory(): ClockMemory {
    return this.ctx.storage.kv.get<ClockMemory>("memory") ?? NEVER;
  }

  get #plan(): Plan | null {
    return this.ctx.storage.kv.get<Plan>("plan") ?? null;
  }

  get #ticker(): Ticking {
    return (this.ctx.exports as unknown as { Ticker: Ticking }).Ticker;
  }

  async #arm(memory: ClockMemory): Promise<void> {
    const plan = planAlarm(memory, this.#plan, Date.now());
    this.ctx.storage.kv.put("memory", memory);
    this.ctx.storage.kv.put("plan", plan);
    await this.ctx.storage.setAlarm(plan.wakeAt);
  }

  /** An alarm that throws is retried later and later; the next one is armed already. */
  #logged(step: string, work: Promise<void>): Promise<void> {
    return work.catch((problem: unknown) => {
      logProblem(`clock.${step}`, problem);
    });
  }
}
