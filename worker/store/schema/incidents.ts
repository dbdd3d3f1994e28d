import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type {
  TimelineEntryKind,
  Impact,
  TimelineEntry,
  IncidentState,
  Severity,
} from "../../domain/incidents/actions";

/** An interval in which an endpoint was down, or one that a person opened, without an endpoint. */
export const incidentsTable = sqliteTable(
  "incidents",
  {
    id: text("id").primaryKey(),
    endpoint: integer("endpoint"),
    startedAt: integer("started_at").notNull(),
    resolvedAt: integer("resolved_at"),
    failureCount: integer("failure_count").notNull(),
    errorMessage: text("error_message"),
    /** The incident that it was merged into and is worked on as, or its own id. */
    parentId: text("parent_id").notNull(),
    // What people do; it counts only where an incident leads: see domain/incident-work.
    title: text("title"),
    severity: text("severity").$type<Severity>().notNull().default("major"),
    state: text("state").$type<IncidentState>().notNull().default("investigating"),
    impacts: text("impacts", { mode: "json" })
      .$type<Record<string, Impact>>()
      .notNull()
      .default({}),
    openedBy: text("created_by"),
    acknowledgedAt: integer("acknowledged_at"),
    acknowledgedBy: text("acknowledged_by"),
    assignedTo: text("assigned_to"),
    closedAt: integer("closed_at"),
    version: integer("version").notNull().default(0),
  },
  (table) => [
    // At most one open incident of an endpoint, whatever runs twice.
    uniqueIndex("incidents_open")
      .on(table.endpoint)
      .where(sql`${table.resolvedAt} is null`),
    // The list, newest first.
    index("incidents_by_start").on(table.startedAt),
    // One endpoint's incidents, newest first.
    index("incidents_by_endpoint").on(table.endpoint, table.startedAt),
    // What a new failure may be merged into, and the list of open ones.
    index("incidents_unresolved")
      .on(table.startedAt)
      .where(sql`${table.closedAt} is null and ${table.parentId} = ${table.id}`),
    // What was merged into one.
    index("incidents_by_parent")
      .on(table.parentId)
      .where(sql`${table.parentId} <> ${table.id}`),
  ],
);

/** What people said and did about an incident. */
export const incidentTimelineTable = sqliteTable(
  "incident_timeline",
  {
    id: text("id").primaryKey(),
    incidentId: text("incident_id").notNull(),
    at: integer("at").notNull(),
    kind: text("kind").$type<TimelineEntryKind>().notNull(),
    by: text("by").notNull(),
    status: text("status").$type<IncidentState>(),
    body: text("body"),
    /** The body as inert HTML, made once. */
    html: text("html"),
    detail: text("detail", { mode: "json" }).$type<TimelineEntry["detail"]>().notNull().default({}),
    revisions: text("revisions", { mode: "json" })
      .$type<TimelineEntry["revisions"]>()
      .notNull()
      .default([]),
  },
  // The timeline of one incident.
  (table) => [
    index("incident_timeline_by_incident").on(table.incidentId, table.at),
    // How many incidents people opened lately.
    index("incident_timeline_opened")
      .on(table.at)
      .where(sql`${table.kind} = 'opened'`),
  ],
);
