import { minuteAtOrBefore } from "../domain/schedule";
import type { Env } from "../env";
import { loggedTick } from "./ticker";

/** Every minute in production. Whatever the clock says, the tick is run here. */
export async function cronFired(
  { scheduledTime }: ScheduledController,
  env: Env,
  ctx: ExecutionContext,
): Promise<void> {
  const at = minuteAtOrBefore(scheduledTime);
  const told = env.CLOCK.getByName("clock").cronFired(at);
  await loggedTick(env, ctx, { at, source: "cron" });
  await told;
}
