import { logError } from "../log";
import type { ProbeResults, FanOutResult, ProbeRun } from "../ports/probing";

/** The answers of probers as one. Their own functions are let go as soon as they have answered. */
export function mergeProbeRuns(probings: readonly (ProbeRun | null)[]): FanOutResult {
  const prompt = probings.map((probing) => probing?.prompt ?? null);
  const isOver = probings.every((probing) => !probing?.late);
  if (isOver) for (const probing of probings) dispose(probing);
  return { prompt, late: isOver ? null : () => Promise.all(probings.map(lateResults)) };
}

async function lateResults(probing: ProbeRun | null): Promise<ProbeResults | null> {
  try {
    return (await probing?.late?.()) ?? null;
  } catch (problem) {
    logError("probe", problem, { lost: "shard" });
    return null;
  } finally {
    dispose(probing);
  }
}

/** What came by remote call holds the other side's invocation open until it is disposed of. */
export function dispose(answer: object | null): void {
  if (answer && Symbol.dispose in answer) (answer as Disposable)[Symbol.dispose]();
}
