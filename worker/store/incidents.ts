import { and, count, desc, eq, gt, isNotNull, isNull, sql, type SQL } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import type { IncidentFilter, IncidentRecord, Page, Paged } from "../ports";
import { pageOf, readCursor } from "./cursor";
import type { Database } from "./database";
import { endpoints, incidents } from "./schema";

/** Newest first. */
export async function listIncidents(
  db: Database,
  filter: IncidentFilter,
  page: Page,
): Promise<Paged<IncidentRecord>> {
  const rows = await selectIncidents(db)
    .where(and(matches(filter), after(page.cursor)))
    .orderBy(desc(incidents.startedAt), desc(incidents.id))
    .limit(page.limit + 1);
  return pageOf(rows, page, ({ startedAt, id }) => [startedAt, id]);
}

export async function findIncident(db: Database, id: string): Promise<IncidentRecord | null> {
  const [row] = await selectIncidents(db).where(eq(incidents.id, id));
  return row ?? null;
}

export async function countIncidents(db: Database, since: Instant) {
  const [[open], [recent]] = await db.batch([
    db.select({ count: count() }).from(incidents).where(isNull(incidents.resolvedAt)),
    db.select({ count: count() }).from(incidents).where(gt(incidents.startedAt, since)),
  ]);
  return { open: open?.count ?? 0, since: recent?.count ?? 0 };
}

const selectIncidents = (db: Database) =>
  db
    .select({
      id: incidents.id,
      endpointId: endpoints.id,
      endpointName: endpoints.name,
      startedAt: incidents.startedAt,
      resolvedAt: incidents.resolvedAt,
      failureCount: incidents.failureCount,
      errorMessage: incidents.errorMessage,
    })
    .from(incidents)
    .innerJoin(endpoints, eq(endpoints.number, incidents.endpoint))
    .$dynamic();

function matches({ status, endpointId }: IncidentFilter): SQL | undefined {
  return and(
    status === "open" ? isNull(incidents.resolvedAt) : undefined,
    status === "resolved" ? isNotNull(incidents.resolvedAt) : undefined,
    endpointId === null
      ? undefined
      : sql`${incidents.endpoint} = (select number from endpoints where id = ${endpointId})`,
  );
}

function after(cursor: string | null): SQL | undefined {
  const key = readCursor<[startedAt: number, id: string]>(cursor, ["number", "string"]);
  if (!key) return undefined;
  const [startedAt, id] = key;
  return sql`(${incidents.startedAt}, ${incidents.id}) < (${startedAt}, ${id})`;
}
