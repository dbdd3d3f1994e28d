/** What is done at one go for a look's claims, in some ten nanoseconds each: all else waits for it. */
const MAX_CPU_UNITS = 10_000_000;

export type CpuBudget = { remaining: number };

export class BudgetExceededError extends Error {
  override name = "BudgetExceededError";
}

export const createBudget = (): CpuBudget => ({ remaining: MAX_CPU_UNITS });

export function consume(work: CpuBudget, units: number): void {
  if (work.remaining < units) throw new BudgetExceededError();
  work.remaining -= units;
}

/** Half of what is left at most, so that whoever wants too much leaves something for the next. */
export function withSplitBudget<Result>(
  work: CpuBudget,
  use: (share: CpuBudget) => Result,
): Result {
  const half = Math.floor(work.remaining / 2);
  const share = { remaining: half };
  try {
    return use(share);
  } finally {
    work.remaining -= half - share.remaining;
  }
}
