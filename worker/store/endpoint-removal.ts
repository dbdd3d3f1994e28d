import { eq, sql, type SQL } from "drizzle-orm";
import type { Endpoint } from "../domain/checks/endpoint";
import type { Instant } from "../domain/instant";
import type { Edit } from "../ports/versions";
import type { Database } from "./database";
import { forgetCreatedResource } from "./idempotency";
import { detachFromIncidents } from "./incident-changes";
import {
  dailyRollupsTable,
  endpointsTable,
  endpointStatesTable,
  heartbeatsTable,
  hourlyRollupsTable,
  transitionsTable,
} from "./schema/monitoring";
import { beforeRemoval, writeEdit } from "./versions";

/** False where somebody saved since, or where it is gone. What names it is edited with it. */
export function removeEndpoint(db: Database, endpoint: Endpoint, edit: Edit): Promise<boolean> {
  const { id, number } = endpoint;
  const { by, at } = edit;
  const edited = sql`version = version + 1, updated_by = ${by}, updated_at = ${at}`;
  return writeEdit(db, [
    beforeRemoval("endpoints", id, edit),
    insertRemovalEvents(endpoint, at),
    sql`
      update endpoints set ${edited}, depends_on =
        (select json_group_array(value) from json_each(depends_on) where value <> ${id})
      where depends_on <> '[]' and ${id} in (select value from json_each(depends_on))`,
    sql`
      update maintenances set ${edited}, endpoint_ids =
        (select json_group_array(value) from json_each(endpoint_ids) where value <> ${id})
      where ${id} in (select value from json_each(endpoint_ids))`,
    ...detachFromIncidents(number, at),
    db.delete(endpointsTable).where(eq(endpointsTable.number, number)),
    forgetCreatedResource(id),
    db.delete(endpointStatesTable).where(eq(endpointStatesTable.endpoint, number)),
    db.delete(transitionsTable).where(eq(transitionsTable.endpoint, number)),
    db.delete(heartbeatsTable).where(eq(heartbeatsTable.endpoint, number)),
    // Ninety days of hours and the days of years, by the beginning of their keys.
    db.delete(hourlyRollupsTable).where(eq(hourlyRollupsTable.endpoint, number)),
    db.delete(dailyRollupsTable).where(eq(dailyRollupsTable.endpoint, number)),
  ]);
}

/** What is open of it ends with it, for those who heard that it began. */
const insertRemovalEvents = ({ id, number }: Endpoint, at: Instant): SQL => sql`
  insert into outbox (payload)
  select json_object('kind', 'ended', 'resolution', 'removed', 'at', ${at}, 'alertId', id)
  from (
    select id from incidents where endpoint = ${number} and resolved_at is null
    union select id from alerts where alert ->> 'endpointId' = ${id} and ended_at is null)`;
