/** How old what one instance of the Worker remembers may be. */
const TTL_MS = 1_000;
const MAX_ENTRIES = 300;

const entries = new Map<string, { value: unknown; until: number }>();

/**
 * What was read a moment ago, else read anew. Values are kept, not promises: one request may not wait
 * for what another one has begun. Those who ask at once are joined further in.
 */
export async function cached<Value>(
  key: string,
  read: () => Promise<Value>,
  forMs = TTL_MS,
): Promise<Value> {
  const now = Date.now();
  const known = entries.get(key);
  if (known && known.until > now && known.until <= now + forMs) return known.value as Value;
  const value = await read();
  if (entries.size >= MAX_ENTRIES) entries.delete(entries.keys().next().value!);
  entries.delete(key);
  entries.set(key, { value, until: now + forMs });
  return value;
}

export const clearCache = (): void => entries.clear();
