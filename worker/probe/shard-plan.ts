import type { Task } from "../ports/probing";
import { MAX_SUBREQUESTS } from "./net/outbound";
import { CONCURRENCY } from "./engine/concurrency";

/** The free plan's 50 outside requests of an invocation, halved: each redirect counts as one. */
export const SHARD_SIZE = 25;

/**
 * A request may lead to 32 invocations of Workers, itself included.
 * https://developers.cloudflare.com/workers/runtime-apis/bindings/service-bindings/#limits
 */
export const MAX_PROBERS = 31;

/** Who probes so many endpoints: probers, and above 31 of them objects that call 31 each. */
export type ShardPlan = { shards: number; fanOuts: number };

/**
 * As many shards as have a slot for each of their endpoints, so that what hangs holds up nobody; as
 * far as the request's invocations go. Beyond that larger ones, and then more through dispatchers.
 */
export function planShards(endpoints: number): ShardPlan {
  const roomy = Math.min(Math.ceil(endpoints / CONCURRENCY), MAX_PROBERS);
  const shards = Math.max(roomy, Math.ceil(endpoints / SHARD_SIZE));
  return { shards, fanOuts: fanOutsFor(shards) };
}

/** None where the caller's own invocations are enough. */
export const fanOutsFor = (shards: number, free = MAX_PROBERS): number =>
  shards <= free ? 0 : Math.ceil(shards / MAX_PROBERS);

/** In order, in parts of at most so many. */
export const shardsOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

/**
 * Dealt out like cards: neighbours, which often fail together, do not wait for each other's slots.
 */
export function roundRobin<Item>(items: readonly Item[], count: number): Item[][] {
  const result = Array.from({ length: count }, (): Item[] => []);
  items.forEach((item, index) => result[index % count]!.push(item));
  return result;
}

/** A list of registries and an answer, each after a few redirects: of no other kind are so many. */
const MAX_REQUESTS_OF_OTHER_KINDS = 8;

/** What a task may ask at most: its redirects, a look at the port where it fails, its regions. */
export const maxRequests = ({ kind, maxRedirects, regions }: Task): number =>
  (kind === "http" ? maxRedirects + 2 : MAX_REQUESTS_OF_OTHER_KINDS) + regions.length;

/** In order, in parts that one invocation can do whatever happens. */
export function shardsWithinLimit<Item>(
  items: readonly Item[],
  taskOf: (item: Item) => Task,
  requests = MAX_SUBREQUESTS,
): Item[][] {
  const shards: Item[][] = [];
  let remaining = 0;
  for (const item of items) {
    const most = maxRequests(taskOf(item));
    if (most > remaining) {
      shards.push([]);
      remaining = requests;
    }
    shards.at(-1)!.push(item);
    remaining -= most;
  }
  return shards;
}
