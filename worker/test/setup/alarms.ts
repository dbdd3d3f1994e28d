import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Env } from "../../env";

const CENTURY_MS = 100 * 365 * 86_400_000;

type Storage = Pick<DurableObjectStorage, "setAlarm" | "getAlarm">;

let isInstalled = false;

/**
 * For the platform each alarm is a century later than the object says, and the object reads what it
 * said: so none goes off by itself, in whatever test, and `runDurableObjectAlarm` rings them.
 */
export async function holdAlarms(): Promise<void> {
  if (isInstalled) return;
  isInstalled = true;
  const { CLOCK } = env as unknown as Env;
  await runInDurableObject(CLOCK.getByName("clock"), (_, { storage }) => {
    const platform = Object.getPrototypeOf(storage) as Storage;
    const { setAlarm, getAlarm } = platform;
    platform.setAlarm = function (this: Storage, at, options) {
      return setAlarm.call(this, Number(at) + CENTURY_MS, options);
    };
    platform.getAlarm = async function (this: Storage, options) {
      const at = await getAlarm.call(this, options);
      return at === null ? null : at - CENTURY_MS;
    };
  });
}
