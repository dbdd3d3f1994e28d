import { ONE_SECOND_MS, until } from "../time.mjs";

/** Nobody waits longer for an answer. */
const TIMEOUT_MS = 60 * ONE_SECOND_MS;

/** When it answers again. Not by its health: to ask for that wakes a clock that sleeps. */
export async function waitUntilUp(url) {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    const response = await fetch(`${url}/api/v1/endpoints`, {
      signal: AbortSignal.timeout(ONE_SECOND_MS),
    }).catch(() => null);
    await response?.text();
    if (response?.status === 401) return Date.now();
    await until(Date.now() + 50);
  }
  return Infinity;
}
