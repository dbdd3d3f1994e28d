import { WorkerEntrypoint } from "cloudflare:workers";
import type { Observation } from "../domain/observation";
import type { Env } from "../env";
import { probeHttp, type HttpTask } from "./http";
import { inSlots } from "./slots";

/** Checks one shard in an invocation of its own, with limits of its own. */
export class Prober extends WorkerEntrypoint<Env> {
  async probe(shard: HttpTask[]): Promise<Observation[]> {
    const policy = { allowPrivate: this.env.ALLOW_PRIVATE_TARGETS === "true" };
    return inSlots(shard, (task) => probeHttp(task, policy));
  }
}
