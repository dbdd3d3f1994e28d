import { and, desc, eq, gt, inArray, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { alertEventsFor } from "../domain/alerts/alert";
import type { CheckOutcome } from "../domain/status/conclude";
import { packChecks } from "../domain/history/packed-checks";
import {
  CHECK_RETENTION_MS,
  HOUR_MS,
  MINUTE_MS,
  nextTickAt,
  STALLED_AFTER_MS,
} from "../domain/schedule";
import type { TickClaim, LastTick, StoredTick } from "../ports";
import { isScheduled, type TickSource } from "../protocol/tick-source";
import { changedParents, changeStatements, appliedChanges } from "./state-changes";
import { rowsWritten, writeBatch, type Database } from "./database";
import { findIncidents } from "./incidents";
import { maintenanceChanges } from "./maintenances";
import { hasOutboxEvents } from "./outbox";
import {
  endpointsTable,
  monitoringGapsTable,
  endpointStatesTable,
  ticksTable,
} from "./schema/monitoring";

/** How many old ticks one tick clears away: more than it adds, so that a backlog shrinks. */
const EXPIRED_PER_TICK = 10;

const SCHEDULED_SOURCES: TickSource[] = ["cron", "clock"];

/** A tick that has stored nothing for so long died: the longest check and a slow database are over. */
const ABANDONED_AFTER_MS = 60_000;
/** What was due in a tick that died is made up for by the next one, unless that is long over. */
const CATCH_UP_WINDOW_MS = 10 * MINUTE_MS;

/** Takes the tick, or finds that somebody else has it: cron is at-least-once, the clock may overlap. */
export async function claimTick(
  db: Database,
  { at, source, now }: { at: Instant; source: TickSource; now: Instant },
): Promise<TickClaim | null> {
  const [inserted, intervals, [previous], abandoned] = await db.batch([
    db
      .insert(ticksTable)
      .values({ at, source, lagMs: Math.max(0, now - at) })
      .onConflictDoNothing(),
    selectSubMinuteIntervals(db),
    db
      .select({ at: ticksTable.at, hasNews: hasOutboxEvents })
      .from(ticksTable)
      .where(and(lt(ticksTable.at, at), isStoredTick))
      .orderBy(desc(ticksTable.at))
      .limit(1),
    db
      .select({ at: ticksTable.at })
      .from(ticksTable)
      .where(
        and(
          gt(ticksTable.at, at - CATCH_UP_WINDOW_MS),
          lt(ticksTable.at, at - ABANDONED_AFTER_MS),
          isNull(ticksTable.storedAt),
          inArray(ticksTable.source, SCHEDULED_SOURCES),
        ),
      ),
  ]);
  if (inserted.meta.changes === 0) return null;
  const lastAt = previous?.at;
  const since = isScheduled(source) && lastAt !== undefined ? { from: lastAt, to: at } : null;
  return {
    at,
    source,
    nextTickAt: nextTickAt(
      intervals.map(({ intervalSeconds }) => intervalSeconds),
      at,
    ),
    monitoringGap: since && at - since.from > STALLED_AFTER_MS ? since : null,
    maintenanceChanges: since ? await maintenanceChanges(db, since) : [],
    // Before the first tick there may be some as well.
    hasEvents: previous?.hasNews !== 0,
    abandonedTicks: isScheduled(source) ? abandoned.map((tick) => tick.at) : [],
    rowsWritten: rowsWritten([inserted]),
  };
}

/**
 * What a tick found out, in one batch: all of it or nothing. `before` is what the same tick has
 * stored already; its row then holds both.
 */
export async function storeTick(
  db: Database,
  claim: TickClaim,
  {
    outcomes,
    before,
    now,
  }: { outcomes: CheckOutcome[]; before: CheckOutcome[] | null; now: Instant },
): Promise<StoredTick> {
  const changes = outcomes.flatMap(({ change }) => change ?? []);
  const answers = await writeBatch(db, [
    ...changeStatements(changes, claim.at),
    storeResults(db, claim, [...(before ?? []), ...outcomes], now),
    ...(isScheduled(claim.source)
      ? []
      : outcomes.flatMap((outcome) => updateLastCheck(db, outcome))),
    ...(before || claim.abandonedTicks.length === 0
      ? []
      : [deleteAbandonedTicks(claim.abandonedTicks)]),
    ...(before
      ? []
      : [
          ...(claim.monitoringGap ? [insertMonitoringGap(db, claim.monitoringGap)] : []),
          expireTicks(claim.at),
        ]),
  ]);
  const applied = appliedChanges(changes, answers[0]);
  const parents = changedParents(answers);
  return {
    at: claim.at,
    source: claim.source,
    nextTickAt: claim.nextTickAt,
    incidents: parents.length > 0 ? await findIncidents(db, parents) : [],
    monitoringGap: before ? null : claim.monitoringGap,
    maintenanceChanges: before ? [] : claim.maintenanceChanges,
    hasEvents:
      claim.hasEvents ||
      claim.maintenanceChanges.length > 0 ||
      applied.some((change) => alertEventsFor(change, claim.at).length > 0),
    isLate: before !== null,
    checks: outcomes.map(({ endpoint, records }) => ({ endpoint, records })),
    changes: applied,
    rowsWritten: rowsWritten(answers),
  };
}

export async function loadLastTick(db: Database): Promise<LastTick | null> {
  const [last] = await db
    .select({ at: ticksTable.at, lagMs: ticksTable.lagMs, source: ticksTable.source })
    .from(ticksTable)
    .where(isStoredTick)
    .orderBy(desc(ticksTable.at))
    .limit(1);
  return last ?? null;
}

export async function loadSubMinuteIntervals(db: Database): Promise<number[]> {
  const rows = await selectSubMinuteIntervals(db);
  return rows.map(({ intervalSeconds }) => intervalSeconds);
}

export async function loadMonitoringGaps(db: Database, since: Instant) {
  // They follow on one another: the one that was under way is the last that had begun.
  const rows = await db
    .select()
    .from(monitoringGapsTable)
    .where(
      sql`${monitoringGapsTable.startedAt} >= coalesce(
        (select max(started_at) from monitoring_gaps where started_at <= ${since}), 0)
        and ${monitoringGapsTable.endedAt} > ${since}`,
    );
  return rows.map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt }));
}

/** Checks off the schedule are stored like a tick, but do not say that the schedule is kept. */
const isStoredTick = and(
  isNotNull(ticksTable.storedAt),
  inArray(ticksTable.source, SCHEDULED_SOURCES),
);

const selectSubMinuteIntervals = (db: Database) =>
  db
    .selectDistinct({ intervalSeconds: endpointsTable.intervalSeconds })
    .from(endpointsTable)
    .where(sql`paused = 0 and interval_seconds % 60 <> 0`);

function storeResults(
  db: Database,
  { at }: TickClaim,
  outcomes: readonly CheckOutcome[],
  now: Instant,
) {
  const { results, errorMessages, regions } = packChecks(
    outcomes.flatMap(({ endpoint, records }) =>
      records.map((record) => ({ ...record, number: endpoint.number })),
    ),
  );
  return db
    .update(ticksTable)
    .set({
      storedAt: now,
      results: Buffer.from(results.buffer),
      errorMessages,
      regions,
    })
    .where(eq(ticksTable.at, at));
}

/** A check off the schedule is at no instant where the last check is looked for. */
const updateLastCheck = (db: Database, { endpoint, records: [record] }: CheckOutcome) =>
  record
    ? db
        .update(endpointStatesTable)
        .set({ lastCheckedAt: record.at, lastResponseTime: record.responseTime })
        .where(eq(endpointStatesTable.endpoint, endpoint.number))
    : [];

const insertMonitoringGap = (db: Database, { from, to }: NonNullable<TickClaim["monitoringGap"]>) =>
  db.insert(monitoringGapsTable).values({ startedAt: from, endedAt: to }).onConflictDoNothing();

/** Made up for once: what was due in them is stored with this tick. */
const deleteAbandonedTicks = (abandoned: readonly Instant[]) => sql`
  delete from ticks where stored_at is null
    and at in (select value from json_each(${JSON.stringify(abandoned)}))`;

/** None is cleared away before its hour is rolled up. */
const expireTicks = (at: Instant) => sql`
  delete from ticks where at in (
    select at from ticks
    where at < ${at - CHECK_RETENTION_MS} and at < (select through_hour + 1 from rollup_cursor) * ${HOUR_MS}
    order by at limit ${EXPIRED_PER_TICK})`;
