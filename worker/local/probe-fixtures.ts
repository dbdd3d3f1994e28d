import { exports } from "cloudflare:workers";
import { expect, inject } from "vitest";
import { ENDPOINT_DEFAULTS } from "../domain/endpoint";
import type { EndpointKind } from "../domain/kinds";
import type { Assertion } from "../domain/assertion";
import type { Observation } from "../domain/observation";
import type { ProbeResults, ProbeJob, CheckResults, ProbeResult, ProbeStep, Task } from "../ports/probing";
import { runCheck } from "../probe/look";
import { createOutbound, type Outbound } from "../probe/outbound";
import { dispose } from "../probe/dispatched";

export const target = inject("target");
export const rawPorts = inject("rawPorts");
export const tlsPorts = inject("tlsPorts");

export const createTask = (kind: EndpointKind, address: string, settings: Partial<Task> = {}): Task => {
  const { tags: _tags, paused: _paused, dependsOn: _dependsOn, ...defaults } = ENDPOINT_DEFAULTS;
  const url = address.startsWith("/") ? `${target}${address}` : address;
  return { ...defaults, kind, url, timeoutMs: 1_000, ...settings };
};

/** One look from here, as a prober makes it. */
export async function runOnce(task: Task, outbound: Outbound = createOutbound({ allowPrivate: true })) {
  const { result } = await runCheck(task, outbound, { elapsedMs: 0, keys: {} });
  return result;
}

export async function runSteps(task: Task): Promise<ProbeStep[]> {
  const looked = await runCheck(task, createOutbound({ allowPrivate: true }), {
    elapsedMs: 0,
    isTest: true,
    keys: {},
  });
  return looked.steps;
}

export const createAssertion = (
  source: Assertion["source"],
  comparison: Assertion["comparison"],
  expected: Assertion["expected"] = null,
  property: string | null = null,
): Assertion => ({ source, property, comparison, expected, severity: "failing" });

export const isAnswered = (statusCode: number | null) =>
  expect.objectContaining({
    outcome: "answered",
    statusCode,
    responseTime: expect.any(Number) as number,
  }) as unknown as Observation;

export const isFailed = (failure: string) =>
  expect.objectContaining({ outcome: "failed", failure }) as unknown as Observation;

/** What came of the claims of an answer. */
export const assertionResults = (seen: ProbeResult) =>
  seen?.outcome === "answered"
    ? seen.assertions.map(({ holds, actual: text }) => [holds, text])
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
    acceptsTcp: () => Promise.resolve(true),
    consumeRequests: () => undefined,
  };
}

export const createJob = (task: Task, settings: Partial<ProbeJob> = {}): ProbeJob => ({
  task,
  wasFailing: false,
  elapsedMs: 0,
  ...settings,
});

/** All that a shard of a real prober brings: at first, and in the end. */
export async function probeShard(shard: ProbeJob[]): Promise<{ prompt: ProbeResults; all: ProbeResults }> {
  const probing = await exports.Prober.probe(shard);
  const prompt = structuredClone(probing.prompt) as unknown as ProbeResults;
  const all = probing.late ? ((await probing.late()) as unknown as ProbeResults) : prompt;
  dispose(probing);
  return { prompt, all };
}

export const observations = ({ results }: ProbeResults): ProbeResult[] =>
  results.map((one: CheckResults | null) => one?.[0]?.observation ?? null);
