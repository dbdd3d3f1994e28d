import type { CheckResult } from "../domain/checks/check";
import type { Endpoint } from "../domain/checks/endpoint";
import type { Instant } from "../domain/instant";
import type { CompletedCheck } from "../domain/status/conclude";
import { aggregateVerdicts } from "../domain/checks/quorum";
import { logError } from "../log";
import type { DueEndpoint } from "../ports";
import type {
  ProbeResults,
  FanOutResult,
  ProbeJob,
  CheckResults,
  ProbeRun,
  Task,
} from "../ports/probing";
import { mergeProbeRuns, dispose } from "./fan-out-result";
import {
  roundRobin,
  fanOutsFor,
  MAX_PROBERS,
  shardsOf,
  shardsWithinLimit,
  planShards,
} from "./shard-plan";

/** Who probes: a prober for a shard, and an object of its own context for up to 31 shards. */
export type Probers = {
  probe(shard: ProbeJob[]): Promise<ProbeRun>;
  dispatch(shards: ProbeJob[][], index: number): Promise<FanOutResult>;
};

/**
 * Sends what is due to probers, a shard to each, and judges what they saw: first all that answered
 * promptly, then the rest. A shard that is lost is logged and gives no checks: that we could not
 * look is no statement about the endpoint.
 */
export async function* probeShards(
  due: readonly DueEndpoint[],
  at: Instant,
  probers: Probers,
): AsyncGenerator<CompletedCheck[]> {
  const startedAt = Date.now();
  const context = { freeInvocations: MAX_PROBERS, fanOuts: 0 };
  const shards = roundRobin(due, planShards(due.length).shards);
  const first = await dispatchShards(shards, probers, context, 0);
  const completed = new Set<DueEndpoint>();
  const newChecks = (
    shards: DueEndpoint[][],
    answers: readonly (ProbeResults | null)[],
  ): CompletedCheck[] =>
    pairWithResults(shards, answers).flatMap(({ one, results }) => {
      if (!results || completed.has(one)) return [];
      completed.add(one);
      return [judgeEndpoint(one.endpoint, results, at)];
    });
  const again = async (deferred: DueEndpoint[]): Promise<CompletedCheck[]> => {
    const retryShards = shardsWithinLimit(deferred, ({ endpoint }) => endpoint);
    const answers = await dispatchShards(retryShards, probers, context, Date.now() - startedAt);
    return [
      ...newChecks(retryShards, answers.prompt),
      ...newChecks(retryShards, await lateResults(answers)),
    ];
  };
  const deferred = deferredEndpoints(shards, first.prompt);
  const early = again(deferred);
  yield newChecks(shards, first.prompt);
  const late = await lateResults(first);
  const lateDeferred = deferredEndpoints(shards, late).filter(
    (endpoint) => !deferred.includes(endpoint),
  );
  const remaining = [...newChecks(shards, late), ...(await early), ...(await again(lateDeferred))];
  if (remaining.length > 0) yield remaining;
}

/** How many invocations this request may still lead to, and how many dispatchers it has called. */
type InvocationBudget = { freeInvocations: number; fanOuts: number };

async function dispatchShards(
  shards: DueEndpoint[][],
  probers: Probers,
  context: InvocationBudget,
  lateMs: number,
): Promise<FanOutResult> {
  const entries = shards.map((shard) => shard.map((due) => toJob(due, lateMs)));
  if (fanOutsFor(shards.length, context.freeInvocations) === 0) {
    context.freeInvocations -= shards.length;
    return mergeProbeRuns(
      await Promise.all(entries.map((shard) => nullOnError(probers.probe(shard)))),
    );
  }
  const groups = shardsOf(entries, MAX_PROBERS);
  const index = context.fanOuts;
  context.fanOuts += groups.length;
  const answers = await Promise.all(
    groups.map((group, offset) => nullOnError(probers.dispatch(group, index + offset))),
  );
  return mergeFanOutResults(answers, groups);
}

/** The answers of dispatchers, as if one prober each had been asked. */
function mergeFanOutResults(
  answers: (FanOutResult | null)[],
  groups: ProbeJob[][][],
): FanOutResult {
  const lost = (index: number) => groups[index]!.map(() => null);
  const lateOrLost = async (answer: FanOutResult | null, index: number) => {
    const late = answer?.late ? await nullOnError(answer.late()) : null;
    dispose(answer);
    return late ?? lost(index);
  };
  return {
    prompt: answers.flatMap((answer, index) => answer?.prompt ?? lost(index)),
    late: () => Promise.all(answers.map(lateOrLost)).then((lists) => lists.flat()),
  };
}

const lateResults = async ({ prompt, late }: FanOutResult): Promise<(ProbeResults | null)[]> =>
  late ? late() : prompt.map(() => null);

function pairWithResults(shards: DueEndpoint[][], answers: readonly (ProbeResults | null)[]) {
  return shards.flatMap((shard, index) =>
    shard.map((one, position) => ({ one, results: answers[index]?.results[position] ?? null })),
  );
}

const deferredEndpoints = (
  shards: DueEndpoint[][],
  answers: readonly (ProbeResults | null)[],
): DueEndpoint[] =>
  shards.flatMap((shard, index) =>
    (answers[index]?.deferred ?? []).map((position) => shard[position]!),
  );

async function nullOnError<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (problem) {
    logError("probe", problem, { lost: "shard" });
    return null;
  }
}

function judgeEndpoint(endpoint: Endpoint, results: CheckResults, at: Instant): CompletedCheck {
  const checks: CheckResult[] = results.map((result) => ({ at, ...result }));
  return { endpoint, results: checks, verdict: aggregateVerdicts(checks, endpoint) };
}

const toJob = ({ endpoint, wasFailing, elapsedMs }: DueEndpoint, lateMs: number): ProbeJob => ({
  task: taskOf(endpoint),
  wasFailing,
  elapsedMs: elapsedMs + lateMs,
});

/** What a prober is told of an endpoint: not who it is. */
export function taskOf({
  number: _number,
  id: _id,
  name: _name,
  tags: _tags,
  paused: _paused,
  createdAt: _createdAt,
  updatedAt: _updatedAt,
  dependsOn: _dependsOn,
  ...task
}: Endpoint): Task {
  return task;
}
