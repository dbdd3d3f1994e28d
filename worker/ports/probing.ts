import type { CheckResult } from "../domain/checks/check";
import type { Endpoint } from "../domain/checks/endpoint";
import type { Observation } from "../domain/checks/observation";

/** What is looked at, and how: what a prober is told of an endpoint. */
export type Task = Omit<
  Endpoint,
  "number" | "id" | "name" | "tags" | "paused" | "createdAt" | "updatedAt" | "dependsOn"
>;

/** A step of a look, as "test now" shows it. Texts are ours or short scalars, never a body. */
export type ProbeStep = {
  /** What was done or asked: `connected`, `redirected`, `answered`, `assertion` ... */
  name: string;
  ok: boolean;
  /** Milliseconds since the look began. */
  atMs: number;
  expected: string | null;
  actual: string | null;
};

/** Null where the platform failed, not the endpoint: that is no statement about it. */
export type ProbeResult = Observation | null;

export type CheckRun = { result: ProbeResult; steps: ProbeStep[] };

/** Looks of a task: the first from here, then one from each region that was asked. */
export type CheckResults = Omit<CheckResult, "at">[];

/** A task of a shard, with what its endpoint's tick knows of it. */
export type ProbeJob = { task: Task; wasFailing: boolean; elapsedMs: number };

/** What is known of a shard's tasks. Null is one of which nothing can be said: not yet, or not at all. */
export type ProbeResults = {
  results: (CheckResults | null)[];
  /** Which tasks were not done because the invocation's requests are spent. */
  deferred: number[];
};
export type ProbeRun = {
  prompt: ProbeResults;
  /** Once all have ended; what `prompt` has is there again. Null when all ended promptly. */
  late: (() => Promise<ProbeResults>) | null;
};

/** What several probers saw, in the order of their shards. Null is a shard that is lost. */
export type FanOutResult = {
  prompt: (ProbeResults | null)[];
  /** Once all have ended, those that had not; null for the others. */
  late: (() => Promise<(ProbeResults | null)[]>) | null;
};
