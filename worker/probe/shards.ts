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
  const told = new Set<DueEndpoint>();
  const news = (
    shards: DueEndpoint[][],
    answers: readonly (ProbeResults | null)[],
  ): CompletedCheck[] =>
    pairWithResults(shards, answers).flatMap(({ one, looks }) => {
      if (!looks || told.has(one)) return [];
      told.add(one);
      return [judgeEndpoint(one.endpoint, looks, at)];
    });
  const again = async (left: DueEndpoint[]): Promise<CompletedCheck[]> => {
    const parts = shardsWithinLimit(left, ({ endpoint }) => endpoint);
    const answers = await dispatchShards(parts, probers, context, Date.now() - startedAt);
    return [...news(parts, answers.prompt), ...news(parts, await lateResults(answers))];
  };
  const left = deferredEndpoints(shards, first.prompt);
  const early = again(left);
  yield news(shards, first.prompt);
  const late = await lateResults(first);
  const leftLate = deferredEndpoints(shards, late).filter((one) => !left.includes(one));
  const rest = [...news(shards, late), ...(await early), ...(await again(leftLate))];
  if (rest.length > 0) yield rest;
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
  const parts = shardsOf(entries, MAX_PROBERS);
  const index = context.fanOuts;
  context.fanOuts += parts.length;
  const answers = await Promise.all(
    parts.map((part, offset) => nullOnError(probers.dispatch(part, index + offset))),
  );
  return mergeFanOutResults(answers, parts);
}

/** The answers of dispatchers, as if one prober each had been asked. */
function mergeFanOutResults(answers: (FanOutResult | null)[], parts: ProbeJob[][][]): FanOutResult {
  const lost = (part: number) => parts[part]!.map(() => null);
  const rest = async (answer: FanOutResult | null, part: number) => {
    const late = answer?.late ? await nullOnError(answer.late()) : null;
    dispose(answer);
    return late ?? lost(part);
  };
  return {
    prompt: answers.flatMap((answer, part) => answer?.prompt ?? lost(part)),
    late: () => Promise.all(answers.map(rest)).then((lists) => lists.flat()),
  };
}

const lateResults = async ({ prompt, late }: FanOutResult): Promise<(ProbeResults | null)[]> =>
  late ? late() : prompt.map(() => null);

function pairWithResults(shards: DueEndpoint[][], answers: readonly (ProbeResults | null)[]) {
  return shards.flatMap((shard, index) =>
    shard.map((one, place) => ({ one, looks: answers[index]?.results[place] ?? null })),
  );
}

const deferredEndpoints = (
  shards: DueEndpoint[][],
  answers: readonly (ProbeResults | null)[],
): DueEndpoint[] =>
  shards.flatMap((shard, index) => (answers[index]?.deferred ?? []).map((place) => shard[place]!));

async function nullOnError<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (problem) {
    logError("probe", problem, { lost: "shard" });
    return null;
  }
}

function judgeEndpoint(endpoint: Endpoint, looks: CheckResults, at: Instant): CompletedCheck {
  const checks: CheckResult[] = looks.map((look) => ({ at, ...look }));
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
