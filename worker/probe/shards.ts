import type { Check } from "../domain/check";
import type { Endpoint } from "../domain/endpoint";
import type { Instant } from "../domain/instant";
import type { Checked } from "../domain/outcome";
import { agree } from "../domain/quorum";
import { logProblem } from "../log";
import type { Due } from "../ports";
import type { Answers, Dispatched, Entry, Looks, Probing, Task } from "../ports/probing";
import { joined, letGo } from "./dispatched";
import { dealt, dispatchersFor, MAX_PROBERS, partsOf, partsThatFit, planShards } from "./plan";

/** Who probes: a prober for a shard, and an object of its own context for up to 31 shards. */
export type Probers = {
  probe(shard: Entry[]): Promise<Probing>;
  dispatch(shards: Entry[][], index: number): Promise<Dispatched>;
};

/**
 * Sends what is due to probers, a shard to each, and judges what they saw: first all that answered
 * promptly, then the rest. A shard that is lost is logged and gives no checks: that we could not
 * look is no statement about the endpoint.
 */
export async function* probeShards(
  due: readonly Due[],
  at: Instant,
  probers: Probers,
): AsyncGenerator<Checked[]> {
  const startedAt = Date.now();
  const context = { free: MAX_PROBERS, dispatchers: 0 };
  const shards = dealt(due, planShards(due.length).shards);
  const first = await ask(shards, probers, context, 0);
  const told = new Set<Due>();
  const news = (shards: Due[][], answers: readonly (Answers | null)[]): Checked[] =>
    eachOf(shards, answers).flatMap(({ one, looks }) => {
      if (!looks || told.has(one)) return [];
      told.add(one);
      return [checked(one.endpoint, looks, at)];
    });
  const again = async (left: Due[]): Promise<Checked[]> => {
    const parts = partsThatFit(left, ({ endpoint }) => endpoint);
    const answers = await ask(parts, probers, context, Date.now() - startedAt);
    return [...news(parts, answers.prompt), ...news(parts, await restOf(answers))];
  };
  const left = leftOf(shards, first.prompt);
  const early = again(left);
  yield news(shards, first.prompt);
  const late = await restOf(first);
  const leftLate = leftOf(shards, late).filter((one) => !left.includes(one));
  const rest = [...news(shards, late), ...(await early), ...(await again(leftLate))];
  if (rest.length > 0) yield rest;
}

/** How many invocations this request may still lead to, and how many dispatchers it has called. */
type Context = { free: number; dispatchers: number };

async function ask(
  shards: Due[][],
  probers: Probers,
  context: Context,
  lateMs: number,
): Promise<Dispatched> {
  const entries = shards.map((shard) => shard.map((due) => entry(due, lateMs)));
  if (dispatchersFor(shards.length, context.free) === 0) {
    context.free -= shards.length;
    return joined(await Promise.all(entries.map((shard) => kept(probers.probe(shard)))));
  }
  const parts = partsOf(entries, MAX_PROBERS);
  const index = context.dispatchers;
  context.dispatchers += parts.length;
  const answers = await Promise.all(
    parts.map((part, offset) => kept(probers.dispatch(part, index + offset))),
  );
  return together(answers, parts);
}

/** The answers of dispatchers, as if one prober each had been asked. */
function together(answers: (Dispatched | null)[], parts: Entry[][][]): Dispatched {
  const lost = (part: number) => parts[part]!.map(() => null);
  const rest = async (answer: Dispatched | null, part: number) => {
    const late = answer?.rest ? await kept(answer.rest()) : null;
    letGo(answer);
    return late ?? lost(part);
  };
  return {
    prompt: answers.flatMap((answer, part) => answer?.prompt ?? lost(part)),
    rest: () => Promise.all(answers.map(rest)).then((lists) => lists.flat()),
  };
}

const restOf = async ({ prompt, rest }: Dispatched): Promise<(Answers | null)[]> =>
  rest ? rest() : prompt.map(() => null);

function eachOf(shards: Due[][], answers: readonly (Answers | null)[]) {
  return shards.flatMap((shard, index) =>
    shard.map((one, place) => ({ one, looks: answers[index]?.looks[place] ?? null })),
  );
}

const leftOf = (shards: Due[][], answers: readonly (Answers | null)[]): Due[] =>
  shards.flatMap((shard, index) => (answers[index]?.left ?? []).map((place) => shard[place]!));

async function kept<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (problem) {
    logProblem("probe", problem, { lost: "shard" });
    return null;
  }
}

function checked(endpoint: Endpoint, looks: Looks, at: Instant): Checked {
  const checks: Check[] = looks.map((look) => ({ at, ...look }));
  return { endpoint, looks: checks, verdict: agree(checks, endpoint) };
}

const entry = ({ endpoint, isDoubted, spentMs }: Due, lateMs: number): Entry => ({
  task: taskOf(endpoint),
  isDoubted,
  spentMs: spentMs + lateMs,
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
