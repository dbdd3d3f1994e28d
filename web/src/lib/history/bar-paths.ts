import type { DayCode } from "./days";

/** A day is so many units wide, of which the last is the space to the next. */
export const DAY_UNITS = 3;
export const BAR_UNITS = 24;
const BAR_WIDTH = DAY_UNITS - 1;

/** What is missing of a day must be seen, however little it is. */
const MIN_MISSING = 0.25;

/** The shapes of a bar, a path each, so that a row costs as many elements as it has states. */
export type BarPaths = {
  /** Lines as thick as the bar is high, cut into days by their dashes. */
  up: string;
  /** Lower halves. */
  maintenance: string;
  /** Rows of dots. */
  unknown: string;
  /** Filled: what was up of the days that were down, and what was missing of them, from above. */
  rest: string;
  down: string;
  /** Filled: bars with a gap in them. */
  degraded: string;
};

export type BarShape = { code: DayCode; uptime: number | null };

/** The paths of days, oldest first. */
export function barPaths(days: readonly BarShape[]): BarPaths {
  const paths: BarPaths = {
    up: "",
    maintenance: "",
    unknown: "",
    rest: "",
    down: "",
    degraded: "",
  };
  for (let from = 0; from < days.length;) {
    const { code, uptime } = days[from]!;
    const to = code === "D" || code === "W" ? from + 1 : endOfRun(days, from);
    const x = from * DAY_UNITS;
    const width = (to - from) * DAY_UNITS;
    if (code === "U") paths.up += `M${x} 12h${width}`;
    else if (code === "M") paths.maintenance += `M${x} 18h${width}`;
    else if (code === "N") paths.unknown += HATCHES.map((y) => `M${x} ${y}h${width}`).join("");
    else if (code === "W") paths.degraded += box(x, 0, 9) + box(x, 13, BAR_UNITS);
    else {
      const cut = Math.round(missingRatio(uptime) * BAR_UNITS);
      paths.down += box(x, 0, cut);
      if (cut < BAR_UNITS) paths.rest += box(x, cut + 1, BAR_UNITS);
    }
    from = to;
  }
  return paths;
}

const HATCHES = [2, 7, 12, 17, 22];

/** The share that is drawn as missing: of a day that was down at all it is seen. */
export const missingRatio = (uptime: number | null): number =>
  uptime === null ? 1 : Math.min(1, Math.max(MIN_MISSING, 1 - uptime));

function endOfRun(days: readonly BarShape[], from: number): number {
  let to = from + 1;
  while (days[to]?.code === days[from]?.code) to += 1;
  return to;
}

const box = (x: number, top: number, bottom: number): string =>
  `M${x} ${top}h${BAR_WIDTH}v${bottom - top}h-${BAR_WIDTH}z`;
