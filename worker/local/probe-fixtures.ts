import { exports } from "cloudflare:workers";
import { expect, inject } from "vitest";
import { DEFAULTS } from "../domain/endpoint";
import type { Kind } from "../domain/kinds";
import type { Assertion } from "../domain/assertion";
import type { Observation } from "../domain/observation";
import type { Answers, Entry, Looks, Seen, Step, Task } from "../ports/probing";
import { lookAt } from "../probe/look";
import { openOutbound, type Outbound } from "../probe/outbound";
import { letGo } from "../probe/dispatched";

export const target = inject("target");
export const raw = inject("rawPorts");
export const tls = inject("tlsPorts");

export const taskOf = (kind: Kind, address: string, settings: Partial<Task> = {}): Task => {
  const { tags: _tags, paused: _paused, dependsOn: _dependsOn, ...defaults } = DEFAULTS;
  const url = address.startsWith("/") ? `${target}${address}` : address;
  return { ...defaults, kind, url, timeoutMs: 1_000, ...settings };
};

/** One look from here, as a prober makes it. */
export async function look(task: Task, outbound: Outbound = openOutbound({ allowPrivate: true })) {
  const { seen } = await lookAt(task, outbound, { spentMs: 0, keys: {} });
  return seen;
}

export async function steps(task: Task): Promise<Step[]> {
  const looked = await lookAt(task, openOutbound({ allowPrivate: true }), {
    spentMs: 0,
    isTest: true,
    keys: {},
  });
  return looked.steps;
}

export const claim = (
  source: Assertion["source"],
  comparison: Assertion["comparison"],
  expected: Assertion["expected"] = null,
  property: string | null = null,
): Assertion => ({ source, property, comparison, expected, severity: "failing" });

export const answered = (statusCode: number | null) =>
  expect.objectContaining({
    outcome: "answered",
    statusCode,
    responseTime: expect.any(Number) as number,
  }) as unknown as Observation;

export const failed = (failure: string) =>
  expect.objectContaining({ outcome: "failed", failure }) as unknown as Observation;

/** What came of the claims of an answer. */
export const results = (seen: Seen) =>
  seen?.outcome === "answered"
    ? seen.assertions.map(({ holds, seen: text }) => [holds, text])
    : seen;

/** An outbound that only says what it was asked, and answers what it is told. */
export function fakeOutbound(
  answer: (url: string, init: RequestInit) => Response | Promise<Response>,
): Outbound & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    policy: { allowPrivate: true },
    fetch(url, init) {
      asked.push(url);
      return Promise.resolve(answer(url, init));
    },
    connect: () => Promise.reject(new Error("no raw connections here")),
    answersTcp: () => Promise.resolve(true),
    spend: () => undefined,
  };
}

export const entryOf = (task: Task, settings: Partial<Entry> = {}): Entry => ({
  task,
  isDoubted: false,
  spentMs: 0,
  ...settings,
});

/** All that a shard of a real prober brings: at first, and in the end. */
export async function probeShard(shard: Entry[]): Promise<{ prompt: Answers; all: Answers }> {
  const probing = await exports.Prober.probe(shard);
  const prompt = structuredClone(probing.prompt) as unknown as Answers;
  const all = probing.rest ? ((await probing.rest()) as unknown as Answers) : prompt;
  letGo(probing);
  return { prompt, all };
}

export const observations = ({ looks }: Answers): Seen[] =>
  looks.map((one: Looks | null) => one?.[0]?.observation ?? null);
