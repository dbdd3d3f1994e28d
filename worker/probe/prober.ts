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
    const probeResults: ProbeResults = { results: shard.map(() => null), deferred: [] };
    const confirmed: Promise<void>[] = [];
    const all = withConcurrency(shard, async (entry, index) => {
      const elapsedMs = entry.elapsedMs + Date.now() - startedAt;
      const storeResults = (pending: Promise<CheckResults | null>) =>
        pending.then(
          (checkResults) => void (probeResults.results[index] = checkResults),
          (problem: unknown) => this.#recordError(problem, index, probeResults),
        );
      const options = { elapsedMs, keys: this.env };
      const local = runCheck(entry.task, outbound, options).then(({ result }) => result);
      confirmed.push(storeResults(this.#confirm({ ...entry, elapsedMs }, local, outbound)));
      // Its slot is free when the look from here has ended, whatever regions still do.
      await local.catch(() => undefined);
    })
      .then(() => Promise.all(confirmed))
      .then(() => "all" as const);
    const first = await Promise.race([all, promptDeadline()]);
    const prompt = { results: [...probeResults.results], deferred: [...probeResults.deferred] };
    return { prompt, late: first === "all" ? null : () => all.then(() => probeResults) };
  }

  /** Once, from everywhere, step by step: for people who set up a check. */
  async dryRun(task: Task): Promise<ProberDryRun> {
    const outbound = createOutbound(addressPolicy(this.env));
    const request = { task, elapsedMs: 0, isTest: true };
    const [local, regional] = await Promise.all([
      runCheck(task, outbound, { ...request, keys: this.env }),
      checkFromRegions(this.env.REGION_PROBE, request),
    ]);
    const runs = [{ region: null, ...local }, ...regional];
    return {
      results: runs.flatMap(({ region, result, steps }) =>
        result ? [{ ...toCheckResult(task, region, result), steps }] : [],
      ),
    };
  }

  /** Where the task has regions, they are asked about a failure, and at once about what was doubted. */
  async #confirm(
    entry: ProbeJob,
    local: Promise<ProbeResult>,
    outbound: Outbound,
  ): Promise<CheckResults | null> {
    const { task, wasFailing } = entry;
    const startedAt = Date.now();
    const checkRegions = () => {
      outbound.consumeRequests(task.regions.length);
      const elapsedMs = entry.elapsedMs + Date.now() - startedAt;
      return checkFromRegions(this.env.REGION_PROBE, { task, elapsedMs });
    };
    const early = wasFailing && task.regions.length > 0 ? checkRegions() : null;
    const observation = await local;
    if (!observation) return null;
    const check = toCheckResult(task, null, observation);
    const needsRegions = task.regions.length > 0 && check.verdict.health === "failing";
    const regional = early ? await early : needsRegions ? await checkRegions() : [];
    return [check, ...regional.map((run) => toCheckResult(task, run.region, run.result!))];
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
