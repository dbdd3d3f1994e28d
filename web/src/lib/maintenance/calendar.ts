import type { MaintenanceView } from "$protocol/api";
import { instantOfWallTime, wallTimeOf } from "$lib/time-zone";

/** One window of a maintenance. */
export type Occurrence = {
  maintenance: MaintenanceView;
  startsAt: string;
  endsAt: string;
};

/** "2026-11": what a page shows of the calendar. */
export type Month = string;

export const isCalendarMonth = (text: string | null): text is Month =>
  text !== null && /^20\d\d-(0[1-9]|1[0-2])$/.test(text);

export const monthOf = (at: number, zone: string): Month => wallTimeOf(at, zone).slice(0, 7);

export function addMonths(month: Month, count: number): Month {
  const at = new Date(`${month}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + count);
  return at.toISOString().slice(0, 7);
}

export const addDays = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);

const DAY_MS = 86_400_000;

/** The weeks that a month lies in, as days; `firstWeekday` is 0 for Sunday. */
export function weeksOf(month: Month, firstWeekday: number): string[][] {
  const first = `${month}-01`;
  const weekday = new Date(`${first}T00:00:00Z`).getUTCDay();
  const weeks: string[][] = [];
  let day = addDays(first, -((weekday - firstWeekday + 7) % 7));
  while (day.slice(0, 7) <= month) {
    const from = day;
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(from, index)));
    day = addDays(day, 7);
  }
  return weeks;
}

/** The period that a calendar shows, as instants. */
export function periodOf(month: Month, zone: string): { from: string; to: string } {
  const days = weeksOf(month, 0).flat();
  const from = addDays(days[0]!, -1);
  const to = addDays(days.at(-1)!, 2);
  const at = (day: string) => new Date(instantOfWallTime(`${day}T00:00`, zone)!).toISOString();
  return { from: at(from), to: at(to) };
}

/** All windows, in the order in which they begin. */
export const occurrencesOf = (maintenances: readonly MaintenanceView[]): Occurrence[] =>
  maintenances
    .flatMap((maintenance) =>
      maintenance.occurrences.map((occurrence) => ({ maintenance, ...occurrence })),
    )
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0));

/** The windows of each day that they touch, in a zone. */
export function groupByDay(
  occurrences: readonly Occurrence[],
  zone: string,
): ReadonlyMap<string, Occurrence[]> {
  const days = new Map<string, Occurrence[]>();
  for (const occurrence of occurrences) {
    const last = wallTimeOf(Date.parse(occurrence.endsAt) - 1, zone).slice(0, 10);
    let day = wallTimeOf(occurrence.startsAt, zone).slice(0, 10);
    for (; day <= last; day = addDays(day, 1)) {
      days.set(day, [...(days.get(day) ?? []), occurrence]);
    }
  }
  return days;
}

export type Agenda = {
  running: Occurrence[];
  /** The next window of each. */
  upcoming: Occurrence[];
  /** Those that have no window ahead, the last one first. */
  past: MaintenanceView[];
};

/** What is going on, what comes, and what is over. */
export function createAgenda(maintenances: readonly MaintenanceView[], now: number): Agenda {
  const all = occurrencesOf(maintenances);
  const running = all.filter(
    ({ startsAt, endsAt }) => Date.parse(startsAt) <= now && now < Date.parse(endsAt),
  );
  const next = new Map<string, Occurrence>();
  for (const occurrence of all) {
    const { id } = occurrence.maintenance;
    if (Date.parse(occurrence.startsAt) > now && !next.has(id)) next.set(id, occurrence);
  }
  const upcoming = [...next.values()];
  const plannedIds = new Set([...running, ...upcoming].map(({ maintenance }) => maintenance.id));
  const past = maintenances
    .filter(({ id }) => !plannedIds.has(id))
    .sort((a, b) => (a.startsAt < b.startsAt ? 1 : -1));
  return { running, upcoming, past };
}
