export const REPEATS = ["never", "daily", "weekly", "monthly", "own"] as const;
export type Repeat = (typeof REPEATS)[number];

/** How a maintenance repeats, as it is typed. Days are those of cron: 0 is Sunday. */
export type Recurrence = { repeat: Repeat; days: number[]; pattern: string };

export const ONCE: Recurrence = { repeat: "never", days: [], pattern: "" };

/** The cron pattern of what was typed; `start` is the wall time of the first time. */
export function patternOf({ repeat, days, pattern }: Recurrence, start: string): string | null {
  const { minute, hour, day, weekday } = parseWallTime(start);
  switch (repeat) {
    case "never":
      return null;
    case "daily":
      return `${minute} ${hour} * * *`;
    case "weekly":
      return `${minute} ${hour} * * ${(days.length > 0 ? days : [weekday]).toSorted().join(",")}`;
    case "monthly":
      return `${minute} ${hour} ${day} * *`;
    case "own":
      return pattern.trim().replace(/\s+/g, " ");
  }
}

/** What stands behind a pattern, where it is one that can be chosen. */
export function recurrenceOf(pattern: string | null, start: string): Recurrence {
  if (pattern === null) return ONCE;
  const days = weekdaysOf(pattern);
  for (const repeat of ["daily", "monthly", "weekly"] as const) {
    const candidate = { repeat, days: repeat === "weekly" ? days : [], pattern: "" };
    if (repeat === "weekly" && days.length === 0) continue;
    if (patternOf(candidate, start) === pattern) return candidate;
  }
  return { repeat: "own", days: [], pattern };
}

const weekdaysOf = (pattern: string): number[] => {
  const last = pattern.split(" ").at(-1) ?? "";
  return /^[0-6](,[0-6])*$/.test(last) ? last.split(",").map(Number) : [];
};

function parseWallTime(wall: string) {
  const [, day, hour, minute] = /^\d+-\d+-(\d+)T(\d+):(\d+)$/.exec(wall)?.map(Number) ?? [];
  const weekday = new Date(`${wall}:00Z`).getUTCDay();
  return { minute: minute ?? 0, hour: hour ?? 0, day: day ?? 1, weekday: weekday || 0 };
}
