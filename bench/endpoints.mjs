const CONCURRENCY = 10;

/** Creates all of these, some at a time. */
export async function createEndpoints(api, endpoints) {
  const waiting = endpoints.toReversed();
  const lane = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop())
      await api("POST", "/endpoints", next);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
}
