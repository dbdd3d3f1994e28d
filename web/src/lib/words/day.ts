import { m } from "$lib/paraglide/messages";
import type { Day, DayLetter } from "$lib/history/days";
import type { ShownStatus } from "$lib/standing";
import { dateFormat } from "./format";
import { percent, whole } from "./figure";
import { statusWord } from "./status";
import { duration } from "./time";

export const LETTER_STATUS: Record<DayLetter, ShownStatus> = {
  U: "UP",
  W: "DEGRADED",
  D: "DOWN",
  M: "MAINTENANCE",
  N: "UNKNOWN",
};

/** "Tue, 24 Nov 2026". */
export const dateWord = (day: string): string =>
  dateFormat({
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }).format(Date.parse(`${day}T00:00:00Z`));

export const letterWord = (letter: DayLetter): string =>
  letter === "N" ? m.day_nothing_known() : statusWord(LETTER_STATUS[letter]);

/** What there is to say of a day beyond its status: uptime, downtime, incidents. */
export const dayDetails = ({ uptime, downtimeMs, incidents }: Day): string[] =>
  [
    uptime === null ? null : percent(uptime),
    downtimeMs > 0 ? m.day_down_for({ duration: duration(downtimeMs) }) : null,
    incidents > 0 ? m.day_incidents({ count: incidents, total: whole(incidents) }) : null,
  ].filter((part) => part !== null);

/** A day in one line. */
export const dayWords = (day: Day): string =>
  [dateWord(day.day), letterWord(day.letter), ...dayDetails(day)].join(", ");
