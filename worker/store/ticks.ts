import { and, desc, eq, gt, inArray, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { newsOf } from "../domain/notification";
import type { Outcome } from "../domain/outcome";
import { packChecks } from "../domain/packed-checks";
import { CHECKS_KEPT_MS, HOUR_MS, MINUTE_MS, nextTickAt, SILENT_MS } from "../domain/schedule";
import type { Claim, LastTick, Stored } from "../ports";
import { isScheduled, type TickSource } from "../protocol/tick-source";
import { changedLeads, changeStatements, wonChanges } from "./changes";
import { rowsWritten, writeBatch, type Database } from "./database";
import { findIncidents } from "./incidents";
import { maintenanceChanges } from "./maintenances";
import { hasNews } from "./outbox";
import { endpoints, gaps, statuses, ticks } from "./schema";

/** How many old ticks one tick clears away: more than it adds, so that a backlog shrinks. */
const EXPIRED_PER_TICK = 10;

const SCHEDULED: TickSource[] = ["cron", "clock"];

/** A tick that has stored nothing for so long died: the longest check and a slow database are over. */
const DEAD_MS = 60_000;
/** What was due in a tick that died is made up for by the next one, unless that is long over. */
const MADE_UP_MS = 10 * MINUTE_MS;

/** Takes the tick, or finds that somebody else has it: cron is at-least-once, the clock may overlap. */
export async function claimTick(
  db: Database,
  { at, source, now }: { at: Instant; source: TickSource; now: Instant },
): Promise<Claim | null> {
  const [inserted, intervals, [previous], died] = await db.batch([
    db
      .insert(ticks)
      .values({ at, source, lagMs: Math.max(0, now - at) })
      .onConflictDoNothing(),
    selectSubMinuteIntervals(db),
    db
      .select({ at: ticks.at, hasNews })
      .from(ticks)
      .where(and(lt(ticks.at, at), isStoredTick))
      .orderBy(desc(ticks.at))
      .limit(1),
    db
      .select({ at: ticks.at })
      .from(ticks)
      .where(
        and(
          gt(ticks.at, at - MADE_UP_MS),
          lt(ticks.at, at - DEAD_MS),
          isNull(ticks.storedAt),
          inArray(ticks.source, SCHEDULED),
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
    gap: since && at - since.from > SILENT_MS ? since : null,
    maintenance: since ? await maintenanceChanges(db, since) : [],
    // Before the first tick there may be some as well.
    hasNews: previous?.hasNews !== 0,
    died: isScheduled(source) ? died.map((tick) => tick.at) : [],
    rowsWritten: rowsWritten([inserted]),
  };
}

/**
 * What a tick found out, in one batch: all of it or nothing. `before` is what the same tick has
 * stored already; its row then holds both.
 */
export async function storeTick(
  db: Database,
  claim: Claim,
  { outcomes, before, now }: { outcomes: Outcome[]; before: Outcome[] | null; now: Instant },
): Promise<Stored> {
  const changes = outcomes.flatMap(({ change }) => change ?? []);
  const answers = await writeBatch(db, [
    ...changeStatements(changes, claim.at),
    storeResults(db, claim, [...(before ?? []), ...outcomes], now),
    ...(isScheduled(claim.source) ? [] : outcomes.flatMap((outcome) => noteCheck(db, outcome))),
    ...(before || claim.died.length === 0 ? [] : [buryTicks(claim.died)]),
    ...(before ? [] : [...(claim.gap ? [storeGap(db, claim.gap)] : []), expireTicks(claim.at)]),
  ]);
  const won = wonChanges(changes, answers[0]);
  const leads = changedLeads(answers);
  return {
    at: claim.at,
    source: claim.source,
    nextTickAt: claim.nextTickAt,
    incidents: leads.length > 0 ? await findIncidents(db, leads) : [],
    gap: before ? null : claim.gap,
    maintenance: before ? [] : claim.maintenance,
    hasNews:
      claim.hasNews ||
      claim.maintenance.length > 0 ||
      won.some((change) => newsOf(change, claim.at).length > 0),
    isLate: before !== null,
    checks: outcomes.map(({ endpoint, records }) => ({ endpoint, records })),
    changes: won,
    rowsWritten: rowsWritten(answers),
  };
}

export async function lastTick(db: Database): Promise<LastTick | null> {
  const [last] = await db
    .select({ at: ticks.at, lagMs: ticks.lagMs, source: ticks.source })
    .from(ticks)
    .where(isStoredTick)
    .orderBy(desc(ticks.at))
    .limit(1);
  return last ?? null;
}

export async function subMinuteIntervals(db: Database): Promise<number[]> {
  const rows = await selectSubMinuteIntervals(db);
  return rows.map(({ intervalSeconds }) => intervalSeconds);
}

export async function gapsSince(db: Database, since: Instant) {
  // They follow on one another: the one that was under way is the last that had begun.
  const rows = await db
    .select()
    .from(gaps)
    .where(
      sql`${gaps.startedAt} >= coalesce(
        (select max(started_at) from gaps where started_at <= ${since}), 0)
        and ${gaps.endedAt} > ${since}`,
    );
  return rows.map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt }));
}

/** Checks off the schedule are stored like a tick, but do not say that the schedule is kept. */
const isStoredTick = and(isNotNull(ticks.storedAt), inArray(ticks.source, SCHEDULED));

const selectSubMinuteIntervals = (db: Database) =>
  db
    .selectDistinct({ intervalSeconds: endpoints.intervalSeconds })
    .from(endpoints)
    .where(sql`paused = 0 and interval_seconds % 60 <> 0`);

function storeResults(db: Database, { at }: Claim, outcomes: readonly Outcome[], now: Instant) {
  const { results, notes, regions } = packChecks(
    outcomes.flatMap(({ endpoint, records }) =>
      records.map((record) => ({ ...record, number: endpoint.number })),
    ),
  );
  return db
    .update(ticks)
    .set({ storedAt: now, results: Buffer.from(results.buffer), notes, regions })
    .where(eq(ticks.at, at));
}

/** A check off the schedule is at no instant where the last check is looked for. */
const noteCheck = (db: Database, { endpoint, records: [record] }: Outcome) =>
  record
    ? db
        .update(statuses)
        .set({ lastCheckedAt: record.at, lastResponseTime: record.responseTime })
        .where(eq(statuses.endpoint, endpoint.number))
    : [];

const storeGap = (db: Database, { from, to }: NonNullable<Claim["gap"]>) =>
  db.insert(gaps).values({ startedAt: from, endedAt: to }).onConflictDoNothing();

/** Made up for once: what was due in them is stored with this tick. */
const buryTicks = (died: readonly Instant[]) => sql`
  delete from ticks where stored_at is null
    and at in (select value from json_each(${JSON.stringify(died)}))`;

/** None is cleared away before its hour is rolled up. */
const expireTicks = (at: Instant) => sql`
  delete from ticks where at in (
    select at from ticks
    where at < ${at - CHECKS_KEPT_MS} and at < (select through_hour + 1 from rollups) * ${HOUR_MS}
    order by at limit ${EXPIRED_PER_TICK})`;
