type Platform = Pick<DurableObjectState, "blockConcurrencyWhile">;

/**
 * Lets nothing else happen in this object meanwhile. What fails inside ends what was asked for; thrown
 * there, it would end the object with all its sockets.
 */
export async function runExclusive<Result>(
  platform: Platform,
  work: () => Promise<Result>,
): Promise<Result> {
  const [settled] = await platform.blockConcurrencyWhile(() => Promise.allSettled([work()]));
  if (settled.status === "rejected") throw settled.reason;
  return settled.value;
}
