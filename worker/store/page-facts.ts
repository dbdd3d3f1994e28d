import { and, asc, desc, gt, inArray, isNull, or, sql } from "drizzle-orm";
import { dayAfter, dayOf, daysBetween } from "../domain/day";
import type { Instant } from "../domain/instant";
import { endpointIdsOf, type Page } from "../domain/page";
import { DAY_MS } from "../domain/schedule";
import type { PageFacts } from "../ports/pages";
import { dailyBars } from "./bars";
import type { Database } from "./database";
import { recordsOf } from "./endpoints";
import { maintenancesTouching } from "./maintenances";
import { incidents } from "./incident-schema";
import { endpoints } from "./schema";
import { lastTick, subMinuteIntervals } from "./ticks";

/** How many days a page shows as bars, and how far back and ahead it tells of anything. */
export const BAR_DAYS = 90;
const INCIDENT_DAYS = 15;
const AHEAD_DAYS = 30;
const MOST_INCIDENTS = 100;

/** All that a page is made from, in a number of rows that does not grow with the history. */
export async function readPageFacts(
  db: Database,
  page: Page,
  { now, timeZone }: { now: Instant; timeZone: string },
): Promise<PageFacts> {
  const ids = endpointIdsOf(page);
  const today = dayOf(now, timeZone);
  const days = daysBetween(dayAfter(today, 1 - BAR_DAYS), today);
  const [records, last, intervals, windows, recent] = await Promise.all([
    recordsOf(db, ids, now),
    lastTick(db),
    subMinuteIntervals(db),
    maintenancesTouching(db, { from: now - INCIDENT_DAYS * DAY_MS, to: now + AHEAD_DAYS * DAY_MS }),
    incidentsOf(db, ids, now - INCIDENT_DAYS * DAY_MS),
  ]);
  const concerned = new Set(ids);
  return {
    records,
    bars: await dailyBars(db, records, { first: days[0]!, now, timeZone }),
    days,
    timeZone,
    lastTickAt: last?.at ?? null,
    subMinuteIntervals: intervals,
    incidents: recent,
    maintenances: windows.filter(({ endpointIds }) => endpointIds.some((id) => concerned.has(id))),
  };
}

/** Those that are open, and those that are not long over: newest first. */
const incidentsOf = (db: Database, ids: readonly string[], since: Instant) =>
  db
    .select({
      endpointId: endpoints.id,
      startedAt: incidents.startedAt,
      resolvedAt: incidents.resolvedAt,
    })
    .from(incidents)
    .innerJoin(endpoints, sql`${endpoints.number} = ${incidents.endpoint}`)
    .where(
      and(
        inArray(endpoints.id, sql`(select value from json_each(${JSON.stringify(ids)}))`),
        or(isNull(incidents.resolvedAt), gt(incidents.startedAt, since)),
      ),
    )
    .orderBy(desc(incidents.startedAt), asc(endpoints.number))
    .limit(MOST_INCIDENTS);
