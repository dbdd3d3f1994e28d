/** What is done at one go for a look's claims, in some ten nanoseconds each: all else waits for it. */
const MAX_WORK = 10_000_000;

export type Work = { left: number };

export class TooMuchWork extends Error {
  override name = "TooMuchWork";
}

export const newWork = (): Work => ({ left: MAX_WORK });

export function spend(work: Work, units: number): void {
  if (work.left < units) throw new TooMuchWork();
  work.left -= units;
}

/** Half of what is left at most, so that whoever wants too much leaves something for the next. */
export function withShare<Result>(work: Work, use: (share: Work) => Result): Result {
  const half = Math.floor(work.left / 2);
  const share = { left: half };
  try {
    return use(share);
  } finally {
    work.left -= half - share.left;
  }
}
