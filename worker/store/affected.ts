import { sql } from "drizzle-orm";
import type { Affected, IncidentRecord } from "../domain/incident-work";
import type { Database } from "./database";

export type IncidentRow = Omit<IncidentRecord, "affected" | "affectedCount" | "parts">;

/** How many endpoints of one incident are named; a storm has more. */
const NAMED = 100;

/** Each incident with the endpoints that it affects, those of the merged ones included. */
export async function withAffected(
  db: Database,
  rows: readonly IncidentRow[],
): Promise<IncidentRecord[]> {
  if (rows.length === 0) return [];
  const leading = rows.filter(isLeading);
  const [merged, named] = await Promise.all([
    mergedEndpoints(
      db,
      leading.map(({ id }) => id),
    ),
    endpointNames(
      db,
      leading.flatMap(({ impacts }) => Object.keys(impacts)),
    ),
  ]);
  return rows.map((row) => {
    const affected = new Map<string, string>();
    if (row.endpointId !== null) affected.set(row.endpointId, row.endpointName ?? "");
    if (isLeading(row)) {
      for (const { id, name } of merged.get(row.id) ?? []) affected.set(id, name);
      for (const id of Object.keys(row.impacts)) {
        const name = named.get(id);
        if (name !== undefined) affected.set(id, name);
      }
    }
    const all = [...affected].map(([endpointId, endpointName]): Affected => {
      return { endpointId, endpointName, impact: row.impacts[endpointId] ?? "major_outage" };
    });
    const parts = (merged.get(row.id) ?? []).map(({ incidentId }) => incidentId);
    return { ...row, parts, affected: all.slice(0, NAMED), affectedCount: all.length };
  });
}

const isLeading = ({ id, lead }: IncidentRow): boolean => id === lead;

type Named = { id: string; name: string };

async function mergedEndpoints(
  db: Database,
  leads: readonly string[],
): Promise<Map<string, (Named & { incidentId: string })[]>> {
  const rows = await db.all<Named & { incidentId: string; lead: string }>(sql`
    select incidents.id as "incidentId", incidents.lead as lead,
      endpoints.id as id, endpoints.name as name
    from incidents join endpoints on endpoints.number = incidents.endpoint
    where incidents.lead <> incidents.id
      and incidents.lead in (select value from json_each(${JSON.stringify(leads)}))
    order by incidents.started_at, incidents.id`);
  return Map.groupBy(rows, ({ lead }) => lead);
}

async function endpointNames(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.all<Named>(sql`
    select id, name from endpoints
    where id in (select value from json_each(${JSON.stringify([...new Set(ids)])}))`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
