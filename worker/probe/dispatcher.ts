import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env";
import type { DispatcherRpc } from "../ports/durable-objects";
import { logProblem } from "../log";
import type { Dispatched, Entry, Probing } from "../ports/probing";
import { joined } from "./dispatched";

/**
 * Calls probers on behalf of a tick that has more shards than a request may have invocations: an
 * object is a context of its own. It stores nothing and holds no sockets.
 */
export class Dispatcher extends DurableObject<Env> implements DispatcherRpc {
  async probe(shards: Entry[][]): Promise<Dispatched> {
    const probings = await Promise.all(
      shards.map(async (shard): Promise<Probing | null> => {
        try {
          return await this.ctx.exports.Prober.probe(shard);
        } catch (problem) {
          logProblem("probe", problem, { lost: "shard" });
          return null;
        }
      }),
    );
    return joined(probings);
  }
}
