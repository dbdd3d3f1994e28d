import type { Observation } from "../../domain/checks/observation";
import type { ProbeStep, Task } from "../../ports/probing";
import type { Outbound } from "../net/outbound";

/** What a look has to hand. Nothing of the platform is reached but through `outbound`. */
export type ProbeContext = {
  outbound: Outbound;
  /** Aborts when the time of the look is over. */
  signal: AbortSignal;
  /** Milliseconds left of it. */
  remainingMs(): number;
  /** Milliseconds gone of it. */
  elapsedMs(): number;
  recordStep(step: Omit<ProbeStep, "atMs">): void;
};

/** One kind of check: one file each, `probe/checks/<kind>.ts`. What it throws is sorted out by `classifyError`. */
export type Probe = (task: Task, context: ProbeContext) => Promise<Observation>;
