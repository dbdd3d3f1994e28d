/** The place of a day on the screen. */
export type Anchor = { left: number; top: number; width: number; height: number };

type Extent = { left: number; width: number };

/** The day under a point of a bar; the outermost days reach beyond it. */
export function dayIndexAt(x: number, { left, width }: Extent, count: number): number {
  const index = Math.floor(((x - left) / Math.max(1, width)) * count);
  return Math.min(count - 1, Math.max(0, index));
}

/** The first day that is seen where a bar is wider than what it is seen through, at its right end. */
export const firstVisibleDay = (bar: Extent, viewport: Extent, count: number): number =>
  Math.max(0, Math.round(count * (1 - viewport.width / Math.max(1, bar.width))));

const STEPS: Partial<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
  PageUp: -30,
  PageDown: 30,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Where a key leads among days, a week lower with each row; null of other keys. */
export function dayIndexBy(key: string, from: number, first: number, last: number): number | null {
  const step = STEPS[key];
  return step === undefined ? null : Math.min(last, Math.max(first, from + step));
}
