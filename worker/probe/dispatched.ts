import { logProblem } from "../log";
import type { Answers, Dispatched, Probing } from "../ports/probing";

/** The answers of probers as one. Their own functions are let go as soon as they have answered. */
export function joined(probings: readonly (Probing | null)[]): Dispatched {
  const prompt = probings.map((probing) => probing?.prompt ?? null);
  const isOver = probings.every((probing) => !probing?.rest);
  if (isOver) for (const probing of probings) letGo(probing);
  return { prompt, rest: isOver ? null : () => Promise.all(probings.map(restOf)) };
}

async function restOf(probing: Probing | null): Promise<Answers | null> {
  try {
    return (await probing?.rest?.()) ?? null;
  } catch (problem) {
    logProblem("probe", problem, { lost: "shard" });
    return null;
  } finally {
    letGo(probing);
  }
}

/** What came by remote call holds the other side's invocation open until it is disposed of. */
export function letGo(answer: object | null): void {
  if (answer && Symbol.dispose in answer) (answer as Disposable)[Symbol.dispose]();
}
