import { sql } from "drizzle-orm";
import type { AffectedEndpoint, IncidentRecord } from "../domain/incidents/actions";
import type { Database } from "./database";

export type IncidentRow = Omit<IncidentRecord, "affected" | "affectedCount" | "memberIds">;

/** How many endpoints of one incident are named; a storm has more. */
const MAX_NAMED = 100;

/** Each incident with the endpoints that it affects, those of the merged ones included. */
export async function withAffected(
  db: Database,
  rows: readonly IncidentRow[],
): Promise<IncidentRecord[]> {
  if (rows.length === 0) return [];
  const parents = rows.filter(isParent);
  const [merged, names] = await Promise.all([
    endpointsOfMembers(
      db,
      parents.map(({ id }) => id),
    ),
    endpointNames(
      db,
      parents.flatMap(({ impacts }) => Object.keys(impacts)),
    ),
  ]);
  return rows.map((row) => {
    const affected = new Map<string, string>();
    if (row.endpointId !== null) affected.set(row.endpointId, row.endpointName ?? "");
    if (isParent(row)) {
      for (const { id, name } of merged.get(row.id) ?? []) affected.set(id, name);
      for (const id of Object.keys(row.impacts)) {
        const name = names.get(id);
        if (name !== undefined) affected.set(id, name);
      }
    }
    const all = [...affected].map(([endpointId, endpointName]): AffectedEndpoint => {
      return { endpointId, endpointName, impact: row.impacts[endpointId] ?? "major_outage" };
    });
    const memberIds = (merged.get(row.id) ?? []).map(({ incidentId }) => incidentId);
    return {
      ...row,
      memberIds,
      affected: all.slice(0, MAX_NAMED),
      affectedCount: all.length,
    };
  });
}

const isParent = ({ id, parentId }: IncidentRow): boolean => id === parentId;

type NamedEndpoint = { id: string; name: string };

async function endpointsOfMembers(
  db: Database,
  parentIds: readonly string[],
): Promise<Map<string, (NamedEndpoint & { incidentId: string })[]>> {
  const rows = await db.all<NamedEndpoint & { incidentId: string; parentId: string }>(sql`
    select incidents.id as "incidentId", incidents.parent_id as "parentId",
      endpoints.id as id, endpoints.name as name
    from incidents join endpoints on endpoints.number = incidents.endpoint
    where incidents.parent_id <> incidents.id
      and incidents.parent_id in (select value from json_each(${JSON.stringify(parentIds)}))
    order by incidents.started_at, incidents.id`);
  return Map.groupBy(rows, ({ parentId }) => parentId);
}

async function endpointNames(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.all<NamedEndpoint>(sql`
    select id, name from endpoints
    where id in (select value from json_each(${JSON.stringify([...new Set(ids)])}))`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
