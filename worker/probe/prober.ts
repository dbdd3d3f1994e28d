import { WorkerEntrypoint } from "cloudflare:workers";
import { judge } from "../domain/verdict";
import type { Env } from "../env";
import { logProblem } from "../log";
import type { Answers, Entry, Looks, Probing, Seen, Step, Task } from "../ports/probing";
import { lookAt } from "./look";
import { BudgetSpent, openOutbound, type Outbound } from "./outbound";
import { addressPolicy } from "./policy";
import { lookFromRegions } from "./regions";
import { inSlots } from "./slots";

/** What "test now" shows: the look from here first, each with how it went. */
export type Tested = { looks: (Looks[number] & { steps: Step[] })[] };

/** Long enough for nearly everything that is well, short enough for whoever waits for the news. */
const PROMPT_MS = 1_000;

/** Checks one shard in an invocation of its own, with limits of its own. */
export class Prober extends WorkerEntrypoint<Env> {
  async probe(shard: Entry[]): Promise<Probing> {
    const outbound = openOutbound(addressPolicy(this.env));
    const startedAt = Date.now();
    const answers: Answers = { looks: shard.map(() => null), left: [] };
    const confirmed: Promise<void>[] = [];
    const all = inSlots(shard, async (entry, index) => {
      const spentMs = entry.spentMs + Date.now() - startedAt;
      const kept = (looks: Promise<Looks | null>) =>
        looks.then(
          (seen) => void (answers.looks[index] = seen),
          (problem: unknown) => this.#lose(problem, index, answers),
        );
      const circumstances = { spentMs, keys: this.env };
      const here = lookAt(entry.task, outbound, circumstances).then(({ seen }) => seen);
      confirmed.push(kept(this.#confirm({ ...entry, spentMs }, here, outbound)));
      // Its slot is free when the look from here has ended, whatever regions still do.
      await here.catch(() => undefined);
    })
      .then(() => Promise.all(confirmed))
      .then(() => "all" as const);
    const first = await Promise.race([all, promptly()]);
    const prompt = { looks: [...answers.looks], left: [...answers.left] };
    return { prompt, rest: first === "all" ? null : () => all.then(() => answers) };
  }

  /** Once, from everywhere, step by step: for people who set up a check. */
  async tryOut(task: Task): Promise<Tested> {
    const outbound = openOutbound(addressPolicy(this.env));
    const asked = { task, spentMs: 0, isTest: true };
    const [here, regional] = await Promise.all([
      lookAt(task, outbound, { ...asked, keys: this.env }),
      lookFromRegions(this.env.REGION_PROBE, asked),
    ]);
    const looks = [{ region: null, ...here }, ...regional];
    return {
      looks: looks.flatMap(({ region, seen, steps }) =>
        seen ? [{ ...judged(task, region, seen), steps }] : [],
      ),
    };
  }

  /** Where the task has regions, they are asked about a failure, and at once about what was doubted. */
  async #confirm(entry: Entry, here: Promise<Seen>, outbound: Outbound): Promise<Looks | null> {
    const { task, isDoubted } = entry;
    const startedAt = Date.now();
    const ask = () => {
      outbound.spend(task.regions.length);
      const spentMs = entry.spentMs + Date.now() - startedAt;
      return lookFromRegions(this.env.REGION_PROBE, { task, spentMs });
    };
    const early = isDoubted && task.regions.length > 0 ? ask() : null;
    const seen = await here;
    if (!seen) return null;
    const look = judged(task, null, seen);
    const isWanted = task.regions.length > 0 && look.verdict.health === "failing";
    const regional = early ? await early : isWanted ? await ask() : [];
    return [look, ...regional.map((one) => judged(task, one.region, one.seen!))];
  }

  #lose(problem: unknown, index: number, { left }: Answers): void {
    if (problem instanceof BudgetSpent) left.push(index);
    else logProblem("probe", problem, { lost: "check" });
  }
}

const judged = (
  task: Task,
  region: string | null,
  observation: NonNullable<Seen>,
): Looks[number] => ({ region, observation, verdict: judge(task, observation) });

const promptly = () => new Promise<"prompt">((resolve) => setTimeout(resolve, PROMPT_MS, "prompt"));
