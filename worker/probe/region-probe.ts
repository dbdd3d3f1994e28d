import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env";
import type { RegionProbeRpc } from "../ports/durable-objects";
import type { CheckRun, Task } from "../ports/probing";
import { runCheck } from "./engine/run-check";
import { createOutbound } from "./net/outbound";
import { addressPolicy } from "./net/address-policy";
import { createLimiter } from "./engine/concurrency";

/** Looks from where it lives: one object per region, put there by its location hint. It stores nothing. */
export class RegionProbe extends DurableObject<Env> implements RegionProbeRpc {
  readonly #limiter = createLimiter();

  /** The time runs from the slot: what was waited for one is gone of it. */
  runCheck(task: Task, spentMs: number, isTest: boolean): Promise<CheckRun> {
    const askedAt = Date.now();
    return this.#limiter(() => {
      const outbound = createOutbound(addressPolicy(this.env));
      return runCheck(task, outbound, {
        elapsedMs: spentMs + Date.now() - askedAt,
        isTest,
        keys: this.env,
      });
    });
  }
}
