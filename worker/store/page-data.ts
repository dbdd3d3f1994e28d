import { sql } from "drizzle-orm";
import { dayAfter, dayOf, dayPeriod, daysBetween, daysOfMonth } from "../domain/time-zone";
import type { Instant } from "../domain/instant";
import { endpointIdsOf } from "../domain/pages/page";
import { DAY_MS } from "../domain/schedule";
import type { Period } from "../domain/status/uptime";
import type { MonthData, PageData, PageEndpoint, StatusPage } from "../ports/pages";
import { loadDailyBars } from "./status-bars";
import type { Database } from "./database";
import { loadEndpointRecords } from "./endpoints";
import { maintenancesOverlapping } from "./maintenances";
import { loadPageEndpoints } from "./page-endpoints";
import { loadIncidentReports } from "./incident-reports";
import { loadLastTick, loadSubMinuteIntervals } from "./ticks";

/** How many days a page shows as bars, and how far back and ahead it tells of anything. */
export const BAR_DAYS = 90;
const INCIDENT_DAYS = 15;
const AHEAD_DAYS = 30;
const MAX_INCIDENTS = 100;
const MAX_MONTH_INCIDENTS = 300;

/** All that a page is made from, in a number of rows that does not grow with the history. */
export async function readPageData(
  db: Database,
  page: Pick<StatusPage, "groups">,
  { now, timeZone }: { now: Instant; timeZone: string },
): Promise<PageData> {
  const ids = endpointIdsOf(page);
  const today = dayOf(now, timeZone);
  const days = daysBetween(dayAfter(today, 1 - BAR_DAYS), today);
  const [records, last, intervals, windows] = await Promise.all([
    loadEndpointRecords(db, ids, now),
    loadLastTick(db),
    loadSubMinuteIntervals(db),
    maintenancesOverlapping(db, {
      from: now - INCIDENT_DAYS * DAY_MS,
      to: now + AHEAD_DAYS * DAY_MS,
    }),
  ]);
  const shownIds = new Set(ids);
  const [bars, recent] = await Promise.all([
    loadDailyBars(db, records, { first: days[0]!, now, timeZone }),
    recentIncidents(db, records, { since: now - INCIDENT_DAYS * DAY_MS, limit: MAX_INCIDENTS }),
  ]);
  return {
    records,
    bars,
    days,
    timeZone,
    lastTickAt: last?.at ?? null,
    subMinuteIntervals: intervals,
    incidents: recent,
    reports: await loadIncidentReports(db, {
      parentIds: recent.map(({ parentId }) => parentId),
      since: now - INCIDENT_DAYS * DAY_MS,
      updates: "all",
    }),
    maintenances: windows.filter(({ endpointIds }) => endpointIds.some((id) => shownIds.has(id))),
  };
}

type SharedQuery = {
  endpointIds: readonly string[];
  /** How many pages are made of it. */
  pageCount: number;
  updates: "all" | "newest";
  now: Instant;
  timeZone: string;
};

/** The present data of many pages, each part read once: without bars, uptime and response times. */
export async function readSharedPageData(
  db: Database,
  { endpointIds, pageCount, updates, now, timeZone }: SharedQuery,
): Promise<PageData> {
  const since = now - INCIDENT_DAYS * DAY_MS;
  const [records, last, intervals, maintenances] = await Promise.all([
    loadPageEndpoints(db, endpointIds, now),
    loadLastTick(db),
    loadSubMinuteIntervals(db),
    maintenancesOverlapping(db, { from: since, to: now + AHEAD_DAYS * DAY_MS }),
  ]);
  const limit = MAX_INCIDENTS * pageCount;
  const incidents = await recentIncidents(db, records, { since, limit });
  const parentIds = [...new Set(incidents.map(({ parentId }) => parentId))];
  return {
    records,
    bars: new Map(),
    days: [],
    timeZone,
    lastTickAt: last?.at ?? null,
    subMinuteIntervals: intervals,
    incidents,
    reports: await loadIncidentReports(db, { parentIds, since, updates }),
    maintenances,
  };
}

/** What a month of a page is made from: what began in it, and its days. Null where nobody looked yet, or will. */
export async function readMonthData(
  db: Database,
  page: StatusPage,
  { month, now, timeZone }: { month: string | null; now: Instant; timeZone: string },
): Promise<MonthData | null> {
  const records = await loadEndpointRecords(db, endpointIdsOf(page), now);
  const monthOf = (at: Instant) => dayOf(at, timeZone).slice(0, 7);
  const began = Math.min(page.createdAt, ...records.map(({ endpoint }) => endpoint.createdAt));
  const [first, current] = [monthOf(began), monthOf(now)];
  const asked = month ?? current;
  if (asked < first || asked > current) return null;
  const days = daysOfMonth(asked);
  const period = {
    from: dayPeriod(days[0]!, timeZone).from,
    to: dayPeriod(days.at(-1)!, timeZone).to,
  };
  const [bars, recent] = await Promise.all([
    loadDailyBars(db, records, { first: days[0]!, last: days.at(-1)!, now, timeZone }),
    incidentsIn(db, records, period),
  ]);
  return {
    month: asked,
    first,
    current,
    records,
    bars,
    days,
    incidents: recent,
    reports: await loadIncidentReports(db, {
      parentIds: recent.map(({ parentId }) => parentId),
      since: period.from,
      until: period.to,
      updates: "all",
    }),
  };
}

/** Those that began in a period, newest first. */
async function incidentsIn(db: Database, records: readonly PageEndpoint[], { from, to }: Period) {
  const ids = new Map(records.map(({ endpoint }) => [endpoint.number, endpoint.id]));
  type Row = { number: number; parentId: string; startedAt: Instant; resolvedAt: Instant | null };
  const rows = await db.all<Row>(sql`
    select endpoint as number, parent_id as "parentId", started_at as "startedAt", resolved_at as "resolvedAt"
    from json_each(${JSON.stringify([...ids.keys()])}) as own
    cross join incidents indexed by incidents_by_endpoint
      on endpoint = own.value and started_at >= ${from} and started_at < ${to}
    order by 3 desc, 1 limit ${MAX_MONTH_INCIDENTS}`);
  return rows.map(({ number, ...interval }) => ({ endpointId: ids.get(number)!, ...interval }));
}

/** Those that are open, and those that are not long over, each by its index: newest first. */
async function recentIncidents(
  db: Database,
  records: readonly PageEndpoint[],
  { since, limit }: { since: Instant; limit: number },
) {
  const ids = new Map(records.map(({ endpoint }) => [endpoint.number, endpoint.id]));
  const own = (some: readonly PageEndpoint[]) =>
    sql`json_each(${JSON.stringify(some.map(({ endpoint }) => endpoint.number))}) as own`;
  // What is up has none that is open.
  const notUp = records.filter(({ state }) => state.status !== "UP");
  const columns = sql`endpoint as number, parent_id as "parentId", started_at as "startedAt", resolved_at as "resolvedAt"`;
  type Row = { number: number; parentId: string; startedAt: Instant; resolvedAt: Instant | null };
  const rows = await db.all<Row>(sql`
    select ${columns} from ${own(records)}
    cross join incidents indexed by incidents_by_endpoint
      on endpoint = own.value and started_at > ${since}
    union all
    select ${columns} from ${own(notUp)}
    cross join incidents indexed by incidents_open
      on endpoint = own.value and resolved_at is null and started_at <= ${since}
    order by 3 desc, 1 limit ${limit}`);
  return rows.map(({ number, ...interval }) => ({ endpointId: ids.get(number)!, ...interval }));
}
