import type { Observation } from "../domain/observation";
import type { Checked, Due } from "../domain/outcome";
import type { Instant } from "../domain/instant";
import { judge } from "../domain/verdict";
import type { HttpTask } from "./http";

/** The free plan's 50 outside requests of an invocation, halved: each redirect counts as one. */
export const SHARD_SIZE = 25;

/**
 * Sends what is due to probers, a shard to each, and judges what they saw. A shard that is lost is
 * logged and gives no checks: that we could not look is no statement about the endpoint.
 */
export async function probeShards(
  due: readonly Due[],
  at: Instant,
  probe: (shard: HttpTask[]) => Promise<Observation[]>,
): Promise<Checked[]> {
  const shards = Array.from({ length: Math.ceil(due.length / SHARD_SIZE) }, (_, index) =>
    due.slice(index * SHARD_SIZE, (index + 1) * SHARD_SIZE),
  );
  const results = await Promise.allSettled(
    shards.map(async (shard) => {
      const observations = await probe(shard.map(({ endpoint }) => task(endpoint)));
      return shard.flatMap((one, index) => {
        const observation = observations[index];
        return observation ? { ...one, check: checkOf(one, observation, at) } : [];
      });
    }),
  );
  return results.flatMap((result) => {
    if (result.status === "fulfilled") return result.value;
    console.error(JSON.stringify({ at: "probe", lost: "shard", problem: String(result.reason) }));
    return [];
  });
}

const checkOf = ({ endpoint }: Due, observation: Observation, at: Instant) => ({
  at,
  region: null,
  observation,
  verdict: judge(endpoint, observation),
});

const task = ({ url, method, headers, body, expectedStatus, timeoutMs }: HttpTask): HttpTask => ({
  url,
  method,
  headers,
  body,
  expectedStatus,
  timeoutMs,
});
