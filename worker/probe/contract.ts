import type { Observation } from "../domain/observation";
import type { Step, Task } from "../ports/probing";
import type { Outbound } from "./outbound";

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
