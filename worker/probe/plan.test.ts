import { expect, it } from "vitest";
import { BOUNDS } from "../domain/endpoint";
import { EXTERNAL_REQUESTS } from "./outbound";
import { MAX_PROBERS, planShards, SHARD_SIZE, SMALL_SHARD_SIZE } from "./plan";

/** https://developers.cloudflare.com/workers/runtime-apis/bindings/service-bindings/#limits */
const INVOCATIONS = 32;

it.each([
  [0, 0, 0],
  [10, 1, 0],
  [100, 4, 0],
  [775, 31, 0],
  [776, 32, 2],
  [1_000, 40, 2],
  [10_000, 400, 13],
])("[PR17] %i endpoints take %i shards and %i dispatchers", (endpoints, shards, dispatchers) => {
  expect(planShards(endpoints)).toEqual({ shards, dispatchers });
  const called = dispatchers > 0 ? Math.ceil(shards / dispatchers) : shards;
  expect(called + 1).toBeLessThanOrEqual(INVOCATIONS);
  expect(dispatchers + 1).toBeLessThanOrEqual(INVOCATIONS);
});

it("[PR17] a prober has requests enough for its shard, and always for a small one", () => {
  expect(MAX_PROBERS + 1).toBeLessThanOrEqual(INVOCATIONS);
  expect(SHARD_SIZE * 2).toBeLessThanOrEqual(EXTERNAL_REQUESTS);
  const most = BOUNDS.maxRedirects.max + 2;
  expect(SMALL_SHARD_SIZE * most).toBeLessThanOrEqual(EXTERNAL_REQUESTS);
});
