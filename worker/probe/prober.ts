import { WorkerEntrypoint } from "cloudflare:workers";
import { judge } from "../domain/checks/verdict";
import type { Env } from "../env";
import { logError } from "../log";
import type {
  ProbeResults,
  ProbeJob,
  CheckResults,
  ProbeRun,
  ProbeResult,
  ProbeStep,
  Task,
} from "../ports/probing";
import { runCheck } from "./engine/run-check";
import { SubrequestLimitError, createOutbound, type Outbound } from "./net/outbound";
import { addressPolicy } from "./net/address-policy";
import { checkFromRegions } from "./regional-checks";
import { withConcurrency } from "./engine/concurrency";

/** What "test now" shows: the look from here first, each with how it went. */
export type ProberDryRun = { results: (CheckResults[number] & { steps: ProbeStep[] })[] };

/** Long enough for nearly everything that is well, short enough for whoever waits for the news. */
const PROMPT_TIMEOUT_MS = 1_000;

/** Checks one shard in an invocation of its own, with limits of its own. */
export class Prober extends WorkerEntrypoint<Env> {
  async probe(shard: ProbeJob[]): Promise<ProbeRun> {
    const outbound = createOutbound(addressPolicy(this.env));
    const startedAt = Date.now();
    const answers: ProbeResults = { results: shard.map(() => null), deferred: [] };
    const confirmed: Promise<void>[] = [];
    const all = withConcurrency(shard, async (entry, index) => {
      const elapsedMs = entry.elapsedMs + Date.now() - startedAt;
      const kept = (looks: Promise<CheckResults | null>) =>
        looks.then(
          (seen) => void (answers.results[index] = seen),
          (problem: unknown) => this.#recordError(problem, index, answers),
        );
      const circumstances = { elapsedMs, keys: this.env };
      const here = runCheck(entry.task, outbound, circumstances).then(({ result }) => result);
      confirmed.push(kept(this.#confirm({ ...entry, elapsedMs }, here, outbound)));
      // Its slot is free when the look from here has ended, whatever regions still do.
      await here.catch(() => undefined);
    })
      .then(() => Promise.all(confirmed))
      .then(() => "all" as const);
    const first = await Promise.race([all, promptDeadline()]);
    const prompt = { results: [...answers.results], deferred: [...answers.deferred] };
    return { prompt, late: first === "all" ? null : () => all.then(() => answers) };
  }

  /** Once, from everywhere, step by step: for people who set up a check. */
  async dryRun(task: Task): Promise<ProberDryRun> {
    const outbound = createOutbound(addressPolicy(this.env));
    const asked = { task, elapsedMs: 0, isTest: true };
    const [here, regional] = await Promise.all([
      runCheck(task, outbound, { ...asked, keys: this.env }),
      checkFromRegions(this.env.REGION_PROBE, asked),
    ]);
    const looks = [{ region: null, ...here }, ...regional];
    return {
      results: looks.flatMap(({ region, result, steps }) =>
        result ? [{ ...toCheckResult(task, region, result), steps }] : [],
      ),
    };
  }

  /** Where the task has regions, they are asked about a failure, and at once about what was doubted. */
  async #confirm(
    entry: ProbeJob,
    here: Promise<ProbeResult>,
    outbound: Outbound,
  ): Promise<CheckResults | null> {
    const { task, wasFailing } = entry;
    const startedAt = Date.now();
    const ask = () => {
      outbound.consumeRequests(task.regions.length);
      const elapsedMs = entry.elapsedMs + Date.now() - startedAt;
      return checkFromRegions(this.env.REGION_PROBE, { task, elapsedMs });
    };
    const early = wasFailing && task.regions.length > 0 ? ask() : null;
    const seen = await here;
    if (!seen) return null;
    const look = toCheckResult(task, null, seen);
    const isWanted = task.regions.length > 0 && look.verdict.health === "failing";
    const regional = early ? await early : isWanted ? await ask() : [];
    return [look, ...regional.map((one) => toCheckResult(task, one.region, one.result!))];
  }

  #recordError(problem: unknown, index: number, { deferred }: ProbeResults): void {
    if (problem instanceof SubrequestLimitError) deferred.push(index);
    else logError("probe", problem, { lost: "check" });
  }
}

const toCheckResult = (
  task: Task,
  region: string | null,
  observation: NonNullable<ProbeResult>,
): CheckResults[number] => ({ region, observation, verdict: judge(task, observation) });

const promptDeadline = () =>
  new Promise<"prompt">((resolve) => setTimeout(resolve, PROMPT_TIMEOUT_MS, "prompt"));
