/** How old what one instance of the Worker remembers may be. */
const KEPT_MS = 1_000;
const MOST_KEPT = 300;

const remembered = new Map<string, { value: unknown; until: number }>();

/**
 * What was read a moment ago, else read anew. Values are kept, not promises: one request may not wait
 * for what another one has begun. Those who ask at once are joined further in.
 */
export async function kept<Value>(
  key: string,
  read: () => Promise<Value>,
  forMs = KEPT_MS,
): Promise<Value> {
  const now = Date.now();
  const known = remembered.get(key);
  if (known && known.until > now && known.until <= now + forMs) return known.value as Value;
  const value = await read();
  if (remembered.size >= MOST_KEPT) remembered.delete(remembered.keys().next().value!);
  remembered.delete(key);
  remembered.set(key, { value, until: now + forMs });
  return value;
}

export const forgetKept = (): void => remembered.clear();
