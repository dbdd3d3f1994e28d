import { SECOND, until } from "../time.mjs";

/** Nobody waits longer for an answer. */
const PATIENCE_MS = 60 * SECOND;

/** When it answers again. Not by its health: to ask for that wakes a clock that sleeps. */
export async function answering(url) {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const response = await fetch(`${url}/api/v1/endpoints`, {
      signal: AbortSignal.timeout(SECOND),
    }).catch(() => null);
    await response?.text();
    if (response?.status === 401) return Date.now();
    await until(Date.now() + 50);
  }
  return Infinity;
}
