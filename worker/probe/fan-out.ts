import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env";
import type { ProbeFanOutRpc } from "../ports/durable-objects";
import { logError } from "../log";
import type { FanOutResult, ProbeJob, ProbeRun } from "../ports/probing";
import { mergeProbeRuns } from "./fan-out-result";

/**
 * Calls probers on behalf of a tick that has more shards than a request may have invocations: an
 * object is a context of its own. It stores nothing and holds no sockets.
 */
export class ProbeFanOut extends DurableObject<Env> implements ProbeFanOutRpc {
  async probe(shards: ProbeJob[][]): Promise<FanOutResult> {
    const probings = await Promise.all(
      shards.map(async (shard): Promise<ProbeRun | null> => {
        try {
          return await this.ctx.exports.Prober.probe(shard);
        } catch (problem) {
          logError("probe", problem, { lost: "shard" });
          return null;
        }
      }),
    );
    return mergeProbeRuns(probings);
  }
}
