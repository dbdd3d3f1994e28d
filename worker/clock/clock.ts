import { DurableObject } from "cloudflare:workers";
import { toIso, type Instant } from "../domain/instant";
import { MINUTE_MS } from "../domain/schedule";
import { logError } from "../log";
import type { ClockRpc, ScheduledRetry } from "../ports/durable-objects";
import type { LiveEvent } from "../protocol/events";
import { MISSED_MS, planAlarm, stalledSince, type ClockState, type AlarmPlan } from "./alarm-plan";
import { RoomResets } from "./room-resets";

/** What the clock asks of the Worker. Each runs in an invocation of its own. */
export type TickActions = {
  tick(at: Instant): Promise<void>;
  retry(endpointIds: string[]): Promise<void>;
  subMinuteIntervals(): Promise<number[]>;
  announce(event: LiveEvent): Promise<void>;
  /** Null: every room that has listeners. */
  resetRooms(room: string | null): Promise<void>;
};

/** What the clock asks of the platform. */
export type ClockDeps = {
  now(): Instant;
  wakeAt(at: Instant): Promise<void>;
  ticker: TickActions;
};

const onPlatform = ({ storage, exports }: DurableObjectState): ClockDeps => ({
  now: () => Date.now(),
  wakeAt: (at) => storage.setAlarm(at),
  ticker: (exports as unknown as { TickRunner: TickActions }).TickRunner,
});

const INITIAL_STATE: ClockState = {
  subMinuteIntervals: [],
  lastCronAt: null,
  lastTickAt: null,
  cronStalledSince: null,
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
    await this.#arm({ ...this.#state, subMinuteIntervals });
  }

  /** Cron fired, and runs this tick. */
  async cronFired(at: Instant): Promise<void> {
    const { cronStalledSince } = this.#state;
    await this.#arm({
      ...this.#state,
      lastCronAt: at,
      lastTickAt: at,
      cronStalledSince: null,
    });
    if (cronStalledSince !== null) await this.#announce(cronRecovered(cronStalledSince, at));
  }

  /** Remembers what is to be looked at again; that survives the end of this process. */
  async scheduleRetries(retries: ScheduledRetry[]): Promise<void> {
    this.ctx.storage.kv.put("retries", [...this.#retries, ...retries]);
    await this.#arm(this.#state);
  }

  /** A room missed something: it begins anew as soon as it can be reached. */
  async scheduleReset(room: string): Promise<void> {
    this.#roomResets.add(room, this.#deps.now());
    await this.#arm(this.#state);
  }

  /** Something is about to be stored that listeners are to hear: unless `told` follows, all begin anew. */
  async beginPublish(id: string): Promise<void> {
    this.#roomResets.addPending(id, this.#deps.now());
    await this.#arm(this.#state);
  }

  endPublish(id: string): void {
    this.#roomResets.cancel(id);
  }

  override async alarm(): Promise<void> {
    const now = this.#deps.now();
    this.#retry(now);
    this.#resetRooms(now);
    const plan = this.#plan;
    if (!plan || now < plan.wakeAt || now - plan.wakeAt >= MISSED_MS) {
      await this.#arm(this.#state);
      if (plan && now < plan.wakeAt) return;
    } else {
      await this.#arm({ ...this.#state, lastTickAt: plan.tickAt });
      void this.#logErrors("tick", this.#deps.ticker.tick(plan.tickAt));
      if (plan.tickAt % MINUTE_MS !== 0) return;
      await this.#announceStall(now);
    }
    await this.#logErrors("wake", this.wake());
  }

  #retry(now: Instant): void {
    const due = this.#retries.filter(({ at }) => at <= now);
    if (due.length === 0) return;
    this.ctx.storage.kv.put(
      "retries",
      this.#retries.filter(({ at }) => at > now),
    );
    const ids = [...new Set(due.map(({ endpointId }) => endpointId))];
    void this.#logErrors("retry", this.#deps.ticker.retry(ids));
  }

  #resetRooms(now: Instant): void {
    for (const { room, done } of this.#roomResets.takeDue(now)) {
      void this.#logErrors("reset-room", this.#deps.ticker.resetRooms(room).then(done));
    }
  }

  /** The clock had to run this minute's tick: once cron has been silent for long, everybody hears it. */
  async #announceStall(now: Instant): Promise<void> {
    const since = stalledSince(this.#state, now);
    if (since === null || this.#state.cronStalledSince !== null) return;
    await this.#arm({ ...this.#state, cronStalledSince: since });
    await this.#announce(cronStalled(since, now));
  }

  get #state(): ClockState {
    return { ...INITIAL_STATE, ...this.ctx.storage.kv.get<ClockState>("state") };
  }

  get #plan(): AlarmPlan | null {
    return this.ctx.storage.kv.get<AlarmPlan>("plan") ?? null;
  }

  get #retries(): ScheduledRetry[] {
    return this.ctx.storage.kv.get<ScheduledRetry[]>("retries") ?? [];
  }

  get #roomResets(): RoomResets {
    return new RoomResets(this.ctx.storage.kv);
  }

  async #arm(state: ClockState): Promise<void> {
    const plan = planAlarm(state, this.#plan, this.#deps.now());
    this.ctx.storage.kv.put("state", state);
    this.ctx.storage.kv.put("plan", plan);
    const others = [...this.#retries.map(({ at }) => at), ...this.#roomResets.times];
    await this.#deps.wakeAt(Math.min(plan.wakeAt, ...others));
  }

  #announce(event: LiveEvent): Promise<void> {
    return this.#logErrors("announce", this.#deps.ticker.announce(event));
  }

  /** An alarm that throws is retried later and later; the next one is armed already. */
  #logErrors(step: string, work: Promise<void>): Promise<void> {
    return work.catch((problem: unknown) => {
      logError(`clock.${step}`, problem);
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
