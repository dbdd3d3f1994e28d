import type { Endpoint } from "../domain/endpoint";
import type { Check } from "../domain/check";
import type { Observation } from "../domain/observation";
import type { Outbound } from "./outbound";

/** What is looked at, and how: what a prober is told of an endpoint. */
export type Task = Omit<
  Endpoint,
  "number" | "id" | "name" | "tags" | "paused" | "createdAt" | "updatedAt" | "dependsOn"
>;

/** A step of a look, as "test now" shows it. Texts are ours or short scalars, never a body. */
export type Step = {
  /** What was done or asked: `connected`, `redirected`, `answered`, `assertion` ... */
  name: string;
  ok: boolean;
  /** Milliseconds since the look began. */
  atMs: number;
  expected: string | null;
  seen: string | null;
};

/** What a look has to hand. Nothing of the platform is reached but through `outbound`. */
export type Look = {
  outbound: Outbound;
  /** Aborts when the time of the look is over. */
  signal: AbortSignal;
  /** Milliseconds left of it. */
  leftMs(): number;
  /** Milliseconds gone of it. */
  spentMs(): number;
  note(step: Omit<Step, "atMs">): void;
};

/** One kind of check: one file each, `probe/<kind>.ts`. What it throws is sorted out by `failureOf`. */
export type ProbeKind = (task: Task, look: Look) => Promise<Observation>;

/** Null where the platform failed, not the endpoint: that is no statement about it. */
export type Seen = Observation | null;

/** Looks of a task: the first from here, then one from each region that was asked. */
export type Looks = Omit<Check, "at">[];
