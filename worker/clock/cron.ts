import { minuteAtOrBefore } from "../domain/schedule";
import type { Env } from "../env";
import { runLoggedTick } from "./tick-runner";

/** Every minute in production. Whatever the clock says, the tick is run here. */
export async function cronFired(
  { scheduledTime }: ScheduledController,
  env: Env,
  ctx: ExecutionContext,
): Promise<void> {
  const at = minuteAtOrBefore(scheduledTime);
  const clockNotified = env.CLOCK.getByName("clock").cronFired(at);
  await runLoggedTick(env, ctx, { at, source: "cron" });
  await clockNotified;
}
