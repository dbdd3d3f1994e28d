import { WorkerEntrypoint } from "cloudflare:workers";
import type { Env } from "../env";
import { logProblem } from "../log";
import { probeHttp, type HttpTask, type Seen } from "./http";
import { inSlots } from "./slots";

/** What a shard saw. Null is an endpoint of which nothing can be said: not yet, or not at all. */
export type Probing = {
  prompt: Seen[];
  /** Once all have ended; what `prompt` has is there again. Null when all ended promptly. */
  rest: (() => Promise<Seen[]>) | null;
};

/** Long enough for nearly everything that is well, short enough for whoever waits for the news. */
const PROMPT_MS = 1_000;

/** Checks one shard in an invocation of its own, with limits of its own. */
export class Prober extends WorkerEntrypoint<Env> {
  async probe(shard: HttpTask[]): Promise<Probing> {
    const policy = { allowPrivate: this.env.ALLOW_PRIVATE_TARGETS === "true" };
    const startedAt = Date.now();
    const seen = shard.map((): Seen => null);
    const all = inSlots(shard, async (task, index) => {
      try {
        seen[index] = await probeHttp(task, policy, Date.now() - startedAt);
      } catch (problem) {
        logProblem("probe", problem, { lost: "check" });
      }
    }).then(() => "all" as const);
    const first = await Promise.race([all, promptly()]);
    const prompt = [...seen];
    return { prompt, rest: first === "all" ? null : () => all.then(() => seen) };
  }
}

const promptly = () => new Promise<"prompt">((resolve) => setTimeout(resolve, PROMPT_MS, "prompt"));
