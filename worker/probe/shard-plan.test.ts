import { expect, it } from "vitest";
import { ENDPOINT_BOUNDS, REGIONS } from "../domain/checks/endpoint";
import { ENDPOINT_KINDS } from "../domain/checks/kinds";
import type { Task } from "../ports/probing";
import { MAX_SUBREQUESTS } from "./net/outbound";
import {
  roundRobin,
  MAX_PROBERS,
  maxRequests,
  shardsWithinLimit,
  planShards,
  SHARD_SIZE,
} from "./shard-plan";
import { CONCURRENCY } from "./engine/concurrency";
import { createTask } from "../test/fixtures/probe";

/** https://developers.cloudflare.com/workers/runtime-apis/bindings/service-bindings/#limits */
const INVOCATIONS = 32;

it.each([
  [0, 0, 0],
  [6, 1, 0],
  [10, 2, 0],
  [100, 17, 0],
  [186, 31, 0],
  [775, 31, 0],
  [776, 32, 2],
  [1_000, 40, 2],
  [10_000, 400, 13],
])("[PR17] %i endpoints take %i shards and %i dispatchers", (endpoints, shards, dispatchers) => {
  expect(planShards(endpoints)).toEqual({ shards, fanOuts: dispatchers });
  const called = dispatchers > 0 ? Math.ceil(shards / dispatchers) : shards;
  expect(called + 1).toBeLessThanOrEqual(INVOCATIONS);
  expect(dispatchers + 1).toBeLessThanOrEqual(INVOCATIONS);
});

it("[PR1] neighbours are dealt to different shards, each endpoint once, none above its size", () => {
  for (const count of [0, 1, 6, 7, 100, 186, 187, 775, 1_000]) {
    const items = Array.from({ length: count }, (_, index) => index);
    const { shards } = planShards(count);
    const groups = roundRobin(items, shards);
    expect(groups.flat().toSorted((a, b) => a - b)).toEqual(items);
    const largest = Math.max(0, ...groups.map((group) => group.length));
    expect(largest).toBeLessThanOrEqual(
      count <= MAX_PROBERS * CONCURRENCY ? CONCURRENCY : SHARD_SIZE,
    );
    const together = items.slice(0, 20);
    const most = Math.max(
      0,
      ...groups.map((group) => group.filter((item) => together.includes(item)).length),
    );
    if (count > MAX_PROBERS * CONCURRENCY) expect(most).toBe(1);
  }
});

it("[PR16] a prober has requests enough for a shard that goes well", () => {
  expect(MAX_PROBERS + 1).toBeLessThanOrEqual(INVOCATIONS);
  expect(SHARD_SIZE * 2).toBeLessThanOrEqual(MAX_SUBREQUESTS);
});

it("[PR16] what was left fits in parts, whatever each of it may ask", () => {
  const worst = { maxRedirects: ENDPOINT_BOUNDS.maxRedirects.max, regions: [...REGIONS] };
  for (const kind of ENDPOINT_KINDS) {
    expect(maxRequests(createTask(kind, "", worst))).toBeLessThanOrEqual(MAX_SUBREQUESTS);
  }
  const tasks = Array.from({ length: 100 }, (_, index) =>
    createTask("http", `/${index}`, {
      maxRedirects: index % 11,
      regions: REGIONS.slice(index % 9),
    }),
  );
  const shards = shardsWithinLimit(tasks, (task) => task);
  expect(shards.flat()).toEqual(tasks);
  for (const shard of shards) {
    const most = shard.reduce((sum, task) => sum + maxRequests(task), 0);
    expect(most).toBeLessThanOrEqual(MAX_SUBREQUESTS);
  }
  expect(shardsWithinLimit([], (task: Task) => task)).toEqual([]);
});
