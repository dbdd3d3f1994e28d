import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env";
import type { RegionProbeRpc } from "../ports/durable-objects";
import type { Looked, Task } from "../ports/probing";
import { lookAt } from "./look";
import { openOutbound } from "./outbound";
import { addressPolicy } from "./policy";
import { openSlots } from "./slots";

/** Looks from where it lives: one object per region, put there by its location hint. It stores nothing. */
export class RegionProbe extends DurableObject<Env> implements RegionProbeRpc {
  readonly #inSlot = openSlots();

  /** The time runs from the slot: what was waited for one is gone of it. */
  look(task: Task, spentMs: number, isTest: boolean): Promise<Looked> {
    const askedAt = Date.now();
    return this.#inSlot(() => {
      const outbound = openOutbound(addressPolicy(this.env));
      return lookAt(task, outbound, {
        spentMs: spentMs + Date.now() - askedAt,
        isTest,
        keys: this.env,
      });
    });
  }
}
