import type { MaintenanceView } from "$protocol/api";
import type { Agenda, Occurrence } from "$lib/maintenance/calendar";
import { recurrenceOf, type Repeat } from "$lib/maintenance/recurrence";
import { m } from "$lib/paraglide/messages";
import { getLocale } from "$lib/paraglide/runtime";
import { wallTimeOf } from "$lib/time-zone";
import { dateFormat } from "./intl";
import type { Headline } from "./headline";
import { durationText } from "./time";

const DAY_MS = 86_400_000;
/** A Sunday. */
const SUNDAY = Date.parse("2026-11-22T00:00:00Z");

/** What a day of the week is called; 0 is Sunday. */
export const weekdayLabel = (day: number, weekday: "long" | "short" = "long"): string =>
  dateFormat({ weekday, timeZone: "UTC" }).format(SUNDAY + day * DAY_MS);

/** The first day of the week there, 0 for Sunday. */
export const firstWeekday = (): number => (getLocale() === "ko" ? 0 : 1);

export const monthLabel = (month: string, length: "long" | "short" = "long"): string =>
  dateFormat({
    month: length,
    year: "numeric",
    timeZone: "UTC",
  }).format(Date.parse(`${month}-01T00:00:00Z`));

/** "Tue, 24 Nov" of a day. */
export const shortDateText = (day: string): string =>
  dateFormat({
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(Date.parse(`${day}T00:00:00Z`));

const timeText = (at: string, timeZone: string): string =>
  dateFormat({ hour: "numeric", minute: "2-digit", timeZone }).format(Date.parse(at));

/** "Tue, 24 Nov, 14:00 – 15:30", with the second day where it ends on another. */
export function windowText(
  { startsAt, endsAt }: Pick<Occurrence, "startsAt" | "endsAt">,
  zone: string,
): string {
  const [first, last] = [startsAt, endsAt].map((at) => wallTimeOf(at, zone).slice(0, 10));
  const to = [first === last ? null : shortDateText(last!), timeText(endsAt, zone)].filter(Boolean);
  return `${shortDateText(first!)}, ${timeText(startsAt, zone)} – ${to.join(", ")}`;
}

/** How it repeats, in its own zone where that is another; null of one that happens once. */
export function repeatText(maintenance: MaintenanceView, zone: string): string | null {
  const text = recurrenceText(maintenance);
  return text === null || maintenance.timeZone === zone
    ? text
    : `${text} (${maintenance.timeZone})`;
}

function recurrenceText({ recurrence, startsAt, timeZone }: MaintenanceView): string | null {
  const start = wallTimeOf(startsAt, timeZone);
  const { repeat, days, pattern } = recurrenceOf(recurrence, start);
  switch (repeat) {
    case "never":
      return null;
    case "daily":
      return m.repeats_daily();
    case "weekly":
      return m.repeats_weekly({
        days: days.map((day) => weekdayLabel(day, "short")).join(", "),
      });
    case "monthly":
      return m.repeats_monthly({ day: Number(start.slice(8, 10)) });
    case "own":
      return m.repeats_custom({ pattern });
  }
}

export const REPEAT_LABELS = {
  never: m.repeat_never,
  daily: m.repeat_daily,
  weekly: m.repeat_weekly,
  monthly: m.repeat_monthly,
  own: m.repeat_custom,
} satisfies Record<Repeat, () => string>;

/** The first line of the page: what is in maintenance, or what comes next. */
export function maintenanceHeadline({ running, upcoming }: Agenda, now: number): Headline {
  const next = upcoming[0];
  const detail =
    next &&
    m.maintenance_next({
      title: next.maintenance.title,
      duration: durationText(Date.parse(next.startsAt) - now),
    });
  const [first] = running;
  if (!first) {
    return { status: "UP", text: m.maintenance_none_running(), detail: detail ?? null };
  }
  const text =
    running.length === 1
      ? m.maintenance_running_one({
          title: first.maintenance.title,
          duration: durationText(Date.parse(first.endsAt) - now),
        })
      : m.maintenance_running_many({ count: running.length });
  return { status: "MAINTENANCE", text, detail: detail ?? null };
}

const NAMES_SHOWN = 3;

/** "Checkout, Mail and 2 others". */
export function endpointNamesText(
  ids: readonly string[],
  names: ReadonlyMap<string, string>,
): string {
  const known = ids.flatMap((id) => names.get(id) ?? []);
  const shown = known.slice(0, NAMES_SHOWN).join(", ");
  const count = known.length - NAMES_SHOWN;
  if (known.length === 0) return m.maintenance_endpoints_none();
  return count > 0 ? m.maintenance_endpoints_more({ names: shown, count }) : shown;
}
