import { DurableObject } from "cloudflare:workers";
import { toIso, type Instant } from "../domain/instant";
import { MINUTE_MS } from "../domain/schedule";
import { logProblem } from "../log";
import type { ClockRpc, Retry } from "../ports/durable-objects";
import type { LiveEvent } from "../protocol/events";
import { MISSED_MS, planAlarm, silentSince, type ClockMemory, type Plan } from "./plan";
import { Renewals } from "./renewals";

/** What the clock asks of the Worker. Each runs in an invocation of its own. */
export type Ticking = {
  tick(at: Instant): Promise<void>;
  retry(endpointIds: string[]): Promise<void>;
  subMinuteIntervals(): Promise<number[]>;
  announce(event: LiveEvent): Promise<void>;
  /** Null: every room that has listeners. */
  renew(room: string | null): Promise<void>;
};

/** What the clock asks of the platform. */
export type ClockDeps = {
  now(): Instant;
  wakeAt(at: Instant): Promise<void>;
  ticker: Ticking;
};

const onPlatform = ({ storage, exports }: DurableObjectState): ClockDeps => ({
  now: () => Date.now(),
  wakeAt: (at) => storage.setAlarm(at),
  ticker: (exports as unknown as { Ticker: Ticking }).Ticker,
});

const NEVER: ClockMemory = {
  subMinuteIntervals: [],
  lastCronAt: null,
  lastTickAt: null,
  cronSilentSince: null,
};

/**
 * One alarm: the next tick below a minute, the moment at which cron would be overdue, or something
 * to look at again. It runs no check itself; that goes to an invocation of its own, so that a slow
 * one never delays the next.
 */
export class Clock extends DurableObject implements ClockRpc {
  readonly #deps: ClockDeps;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env, deps = onPlatform(ctx)) {
    super(ctx, env);
    this.#deps = deps;
  }

  /** Arms the alarm where it is not, or where the schedule now asks for an earlier one. */
  async wake(): Promise<void> {
    const subMinuteIntervals = await this.#deps.ticker.subMinuteIntervals();
    await this.#arm({ ...this.#memory, subMinuteIntervals });
  }

  /** Cron fired, and runs this tick. */
  async cronFired(at: Instant): Promise<void> {
    const { cronSilentSince } = this.#memory;
    const heard = { lastCronAt: at, lastTickAt: at, cronSilentSince: null };
    await this.#arm({ ...this.#memory, ...heard });
    if (cronSilentSince !== null) await this.#announce(cronRecovered(cronSilentSince, at));
  }

  /** Remembers what is to be looked at again; that survives the end of this process. */
  async lookAgain(retries: Retry[]): Promise<void> {
    this.ctx.storage.kv.put("retries", [...this.#retries, ...retries]);
    await this.#arm(this.#memory);
  }

  /** A room missed something: it begins anew as soon as it can be reached. */
  async renewRoom(room: string): Promise<void> {
    this.#renewals.add(room, this.#deps.now());
    await this.#arm(this.#memory);
  }

  /** Something is about to be stored that listeners are to hear: unless `told` follows, all begin anew. */
  async willTell(id: string): Promise<void> {
    this.#renewals.promise(id, this.#deps.now());
    await this.#arm(this.#memory);
  }

  told(id: string): void {
    this.#renewals.keep(id);
  }

  override async alarm(): Promise<void> {
    const now = this.#deps.now();
    this.#retry(now);
    this.#renew(now);
    const plan = this.#plan;
    if (!plan || now < plan.wakeAt || now - plan.wakeAt >= MISSED_MS) {
      await this.#arm(this.#memory);
      if (plan && now < plan.wakeAt) return;
    } else {
      await this.#arm({ ...this.#memory, lastTickAt: plan.tickAt });
      void this.#logged("tick", this.#deps.ticker.tick(plan.tickAt));
      if (plan.tickAt % MINUTE_MS !== 0) return;
      await this.#noteSilence(now);
    }
    await this.#logged("wake", this.wake());
  }

  #retry(now: Instant): void {
    const due = this.#retries.filter(({ at }) => at <= now);
    if (due.length === 0) return;
    this.ctx.storage.kv.put(
      "retries",
      this.#retries.filter(({ at }) => at > now),
    );
    const ids = [...new Set(due.map(({ endpointId }) => endpointId))];
    void this.#logged("retry", this.#deps.ticker.retry(ids));
  }

  #renew(now: Instant): void {
    for (const { room, done } of this.#renewals.takeDue(now)) {
      void this.#logged("renew", this.#deps.ticker.renew(room).then(done));
    }
  }

  /** The clock had to run this minute's tick: once cron has been silent for long, everybody hears it. */
  async #noteSilence(now: Instant): Promise<void> {
    const since = silentSince(this.#memory, now);
    if (since === null || this.#memory.cronSilentSince !== null) return;
    await this.#arm({ ...this.#memory, cronSilentSince: since });
    await this.#announce(cronStalled(since, now));
  }

  get #memory(): ClockMemory {
    return { ...NEVER, ...this.ctx.storage.kv.get<ClockMemory>("memory") };
  }

  get #plan(): Plan | null {
    return this.ctx.storage.kv.get<Plan>("plan") ?? null;
  }

  get #retries(): Retry[] {
    return this.ctx.storage.kv.get<Retry[]>("retries") ?? [];
  }

  get #renewals(): Renewals {
    return new Renewals(this.ctx.storage.kv);
  }

  async #arm(memory: ClockMemory): Promise<void> {
    const plan = planAlarm(memory, this.#plan, this.#deps.now());
    this.ctx.storage.kv.put("memory", memory);
    this.ctx.storage.kv.put("plan", plan);
    const others = [...this.#retries.map(({ at }) => at), ...this.#renewals.times];
    await this.#deps.wakeAt(Math.min(plan.wakeAt, ...others));
  }

  #announce(event: LiveEvent): Promise<void> {
    return this.#logged("announce", this.#deps.ticker.announce(event));
  }

  /** An alarm that throws is retried later and later; the next one is armed already. */
  #logged(step: string, work: Promise<void>): Promise<void> {
    return work.catch((problem: unknown) => {
      logProblem(`clock.${step}`, problem);
    });
  }
}

const cronStalled = (since: Instant, at: Instant): LiveEvent => ({
  type: "clock:stalled",
  at: toIso(at),
  data: { source: "cron", since: toIso(since) },
});

const cronRecovered = (since: Instant, at: Instant): LiveEvent => ({
  type: "clock:recovered",
  at: toIso(at),
  data: { source: "cron", since: toIso(since), duration: Math.max(0, at - since) },
});
