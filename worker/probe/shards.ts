import type { Endpoint } from "../domain/endpoint";
import type { Instant } from "../domain/instant";
import type { Checked } from "../domain/outcome";
import { judge } from "../domain/verdict";
import { logProblem } from "../log";
import type { HttpTask, Seen } from "./http";
import type { Probing } from "./prober";

/** The free plan's 50 outside requests of an invocation, halved: each redirect counts as one. */
export const SHARD_SIZE = 25;

type Probe = (shard: HttpTask[]) => Promise<Probing>;
type Shard = { endpoints: Endpoint[]; probing: Probing };

/**
 * Sends what is due to probers, a shard to each, and judges what they saw: first all that answered
 * promptly, then the rest. A shard that is lost is logged and gives no checks: that we could not
 * look is no statement about the endpoint.
 */
export async function* probeShards(
  due: readonly Endpoint[],
  at: Instant,
  probe: Probe,
): AsyncGenerator<Checked[]> {
  const shards = await Promise.all(
    split(due).map(async (endpoints): Promise<Shard[]> => {
      const probing = await kept(probe(endpoints.map(task)));
      return probing ? [{ endpoints, probing }] : [];
    }),
  ).then((lists) => lists.flat());
  yield shards.flatMap(({ endpoints, probing }) => judged(endpoints, probing.prompt, at));
  const slow = shards.filter(({ probing }) => probing.rest);
  if (slow.length === 0) return;
  const late = await Promise.all(
    slow.map(async ({ endpoints, probing }) => {
      const seen = probing.rest && (await kept(probing.rest()));
      const isNew = (_: Seen, index: number) => probing.prompt[index] === null;
      return seen
        ? judged(
            endpoints,
            seen.map((one, index) => (isNew(one, index) ? one : null)),
            at,
          )
        : [];
    }),
  );
  yield late.flat();
}

const split = (due: readonly Endpoint[]): Endpoint[][] =>
  Array.from({ length: Math.ceil(due.length / SHARD_SIZE) }, (_, index) =>
    due.slice(index * SHARD_SIZE, (index + 1) * SHARD_SIZE),
  );

async function kept<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (problem) {
    logProblem("probe", problem, { lost: "shard" });
    return null;
  }
}

const judged = (endpoints: readonly Endpoint[], seen: readonly Seen[], at: Instant): Checked[] =>
  endpoints.flatMap((endpoint, index) => {
    const observation = seen[index];
    if (!observation) return [];
    const verdict = judge(endpoint, observation);
    return { endpoint, check: { at, region: null, observation, verdict } };
  });

const task = (endpoint: HttpTask): HttpTask => ({
  url: endpoint.url,
  method: endpoint.method,
  headers: endpoint.headers,
  body: endpoint.body,
  expectedStatus: endpoint.expectedStatus,
  timeoutMs: endpoint.timeoutMs,
  intervalSeconds: endpoint.intervalSeconds,
});
