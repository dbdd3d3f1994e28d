/** The free plan's 50 outside requests of an invocation, halved: each redirect counts as one. */
export const SHARD_SIZE = 25;

/** A task that uses all its redirects asks so often; so few of them always fit one invocation. */
export const SMALL_SHARD_SIZE = 4;

/**
 * A request may lead to 32 invocations of Workers, itself included.
 * https://developers.cloudflare.com/workers/runtime-apis/bindings/service-bindings/#limits
 */
export const MAX_PROBERS = 31;

/** Who probes so many endpoints: probers, and above 31 of them objects that call 31 each. */
export type Plan = { shards: number; dispatchers: number };

export function planShards(endpoints: number): Plan {
  const shards = Math.ceil(endpoints / SHARD_SIZE);
  return { shards, dispatchers: dispatchersFor(shards) };
}

/** None where the caller's own invocations are enough. */
export const dispatchersFor = (shards: number, free = MAX_PROBERS): number =>
  shards <= free ? 0 : Math.ceil(shards / MAX_PROBERS);

/** In order, in parts of at most so many. */
export const partsOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
