import { sql } from "drizzle-orm";
import { blob, index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Assertion } from "../../domain/checks/assertion";
import type { Credentials, BodyType, HttpMethod, Region } from "../../domain/checks/endpoint";
import type { EndpointKind } from "../../domain/checks/kinds";
import type { CheckDetails } from "../../domain/checks/observation";
import type { Status } from "../../domain/status/status";
import type { TickSource } from "../../protocol/tick-source";
import { versionColumns } from "./version-columns";

/** All instants are UTC milliseconds. D1 bills each row and each index entry that is written. */

const status = (name: string) => text(name).$type<Status>().notNull();

export const endpointsTable = sqliteTable(
  "endpoints",
  {
    /** Never used again after a delete: packed ticks of the last two days may still hold it. */
    number: integer("number").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    name: text("name").notNull(),
    kind: text("kind").$type<EndpointKind>().notNull(),
    url: text("url").notNull(),
    method: text("method").$type<HttpMethod>().notNull(),
    headers: text("headers", { mode: "json" }).$type<Record<string, string>>().notNull(),
    body: text("body"),
    expectedStatus: text("expected_status", { mode: "json" }).$type<string[]>().notNull(),
    intervalSeconds: integer("interval_seconds").notNull(),
    phaseSeconds: integer("phase_seconds").notNull(),
    timeoutMs: integer("timeout_ms").notNull(),
    degradedAfterMs: integer("degraded_after_ms"),
    failureThreshold: integer("failure_threshold").notNull(),
    recoveryThreshold: integer("recovery_threshold").notNull(),
    tags: text("tags", { mode: "json" }).$type<string[]>().notNull(),
    bodyType: text("body_type").$type<BodyType>().notNull().default("raw"),
    auth: text("auth", { mode: "json" }).$type<Credentials>(),
    maxRedirects: integer("max_redirects").notNull().default(5),
    assertions: text("assertions", { mode: "json" }).$type<Assertion[]>().notNull().default([]),
    graceSeconds: integer("grace_seconds").notNull().default(60),
    retryDelaySeconds: integer("retry_delay_seconds").default(2),
    regions: text("regions", { mode: "json" }).$type<Region[]>().notNull().default([]),
    regionQuorum: integer("region_quorum"),
    dependsOn: text("depends_on", { mode: "json" }).$type<string[]>().notNull().default([]),
    sloTarget: real("slo_target"),
    sloWindowDays: integer("slo_window_days").notNull().default(30),
    paused: integer("paused", { mode: "boolean" }).notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    ...versionColumns,
  },
  (table) => [
    // The list, by name, page by page.
    index("endpoints_by_name").on(table.name, table.id),
    // The claim of every tick: which intervals below a minute are in use.
    index("endpoints_sub_minute")
      .on(table.intervalSeconds)
      .where(sql`${table.paused} = 0 and ${table.intervalSeconds} % 60 <> 0`),
  ],
);

/** Written only when something of it changes; a healthy, unchanged endpoint writes nothing. */
export const endpointStatesTable = sqliteTable("endpoint_states", {
  endpoint: integer("endpoint").primaryKey(),
  status: status("status"),
  since: integer("since").notNull(),
  consecutiveFailures: integer("consecutive_failures").notNull(),
  failingSince: integer("failing_since"),
  consecutiveSuccesses: integer("consecutive_successes").notNull(),
  lastDownAt: integer("last_down_at"),
  flapCount: integer("flap_count").notNull().default(0),
  details: text("details", { mode: "json" }).$type<CheckDetails>(),
  errorMessage: text("error_message"),
  lastCheckedAt: integer("last_checked_at"),
  lastResponseTime: integer("last_response_time"),
  /** Compare-and-swap: a writer names the version that it read. */
  version: integer("version").notNull(),
  /** The tick that wrote it last, by which the same batch knows which of its writes won. */
  writtenAt: integer("written_at").notNull(),
});

export const transitionsTable = sqliteTable(
  "transitions",
  {
    id: integer("id").primaryKey(),
    endpoint: integer("endpoint").notNull(),
    from: status("from_status"),
    to: status("to_status"),
    at: integer("at").notNull(),
    since: integer("since").notNull(),
    errorMessage: text("error_message"),
  },
  (table) => [
    // What changed in a period, of all endpoints at once: the roll-up.
    index("transitions_by_time").on(table.at),
    // Of one endpoint, or of a page of them, however much the others flap.
    index("transitions_by_endpoint").on(table.endpoint, table.at),
  ],
);

/** What the owner has set otherwise than it comes; a row each. */
export const settingsTable = sqliteTable("settings", {
  name: text("name").primaryKey(),
  value: text("value", { mode: "json" }).notNull(),
  updatedAt: integer("updated_at").notNull(),
  ...versionColumns,
});

/** One row a tick: the claim, then all its results packed (see domain/packed-checks). Kept 48 h. */
export const ticksTable = sqliteTable("ticks", {
  at: integer("at").primaryKey(),
  source: text("source").$type<TickSource>().notNull(),
  /** How late the tick began. */
  lagMs: integer("lag_ms").notNull(),
  /** Null while the tick runs, and for ever when it died. */
  storedAt: integer("stored_at"),
  results: blob("results", { mode: "buffer" }),
  errorMessages: text("error_messages", { mode: "json" }).$type<string[]>(),
  regions: text("regions", { mode: "json" }).$type<string[]>(),
});

/** What is known of those that report by themselves; written with each report. */
export const heartbeatsTable = sqliteTable("heartbeats", {
  endpoint: integer("endpoint").primaryKey(),
  /** The digest of what is in the address that it reports to; the token itself before it was sealed. */
  tokenHash: text("token_hash").notNull().unique(),
  encryptedToken: text("encrypted_token"),
  reportedAt: integer("reported_at"),
  lastReportFailed: integer("last_report_failed", { mode: "boolean" }).notNull().default(false),
  exitStatus: integer("exit_status"),
  openRuns: text("open_runs", { mode: "json" })
    .$type<Record<string, number>>()
    .notNull()
    .default({}),
  durationMs: integer("duration_ms"),
});

export const maintenancesTable = sqliteTable("maintenances", {
  id: text("id").primaryKey(),
  title: text("title").notNull(),
  endpointIds: text("endpoint_ids", { mode: "json" }).$type<string[]>().notNull(),
  startsAt: integer("starts_at").notNull(),
  endsAt: integer("ends_at").notNull(),
  recurrence: text("recurrence"),
  timeZone: text("time_zone").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  ...versionColumns,
});

/** What a stretch of an endpoint's time amounts to: see domain/rollup. */
const rollupColumns = {
  up: integer("up").notNull(),
  degraded: integer("degraded").notNull(),
  down: integer("down").notNull(),
  unknown: integer("unknown").notNull(),
  coveredMs: integer("monitored_ms").notNull(),
  downtimeMs: integer("downtime_ms").notNull(),
  maintenanceMs: integer("maintenance_ms").notNull(),
  incidents: integer("incidents").notNull(),
  totalMs: integer("total_ms").notNull(),
  minMs: integer("min_ms"),
  maxMs: integer("max_ms"),
  /** Packed: see domain/histogram. */
  latency: blob("latency", { mode: "buffer" }).notNull(),
};

/** One endpoint-hour, kept 90 days. Without rowid, so that a row is one write: see the migration. */
export const hourlyRollupsTable = sqliteTable(
  "hourly_rollups",
  { endpoint: integer("endpoint").notNull(), hour: integer("hour").notNull(), ...rollupColumns },
  (table) => [primaryKey({ columns: [table.endpoint, table.hour] })],
);

/** One endpoint-day of the installation's time zone, kept for years. */
export const dailyRollupsTable = sqliteTable(
  "daily_rollups",
  { endpoint: integer("endpoint").notNull(), day: text("day").notNull(), ...rollupColumns },
  (table) => [primaryKey({ columns: [table.endpoint, table.day] })],
);

/** One day of all endpoints, packed: what the bars of a list show. */
export const statusBarsTable = sqliteTable("status_bars", {
  day: text("day").primaryKey(),
  data: blob("data", { mode: "buffer" }).notNull(),
});

/** Packed rows that could not be read in full: each is counted once. */
export const corruptRowsTable = sqliteTable(
  "corrupt_rows",
  {
    table: text("table_name").notNull(),
    /** What tells the row apart in its table: an instant, a day, an endpoint and its hour. */
    key: text("row_key").notNull(),
    /** How many of its records are lost. */
    records: integer("records").notNull(),
  },
  (table) => [primaryKey({ columns: [table.table, table.key] })],
);

/** How far the roll-ups have come; one row. */
export const rollupCursorTable = sqliteTable("rollup_cursor", {
  id: integer("id").primaryKey(),
  /** The last hour that is rolled up, in hours since 1970. */
  throughHour: integer("through_hour").notNull(),
  /** The last transition that was seen, by its id. */
  throughTransition: integer("through_transition").notNull(),
});

/** Time in which nothing was checked: neither up nor down. */
export const monitoringGapsTable = sqliteTable("monitoring_gaps", {
  startedAt: integer("started_at").primaryKey(),
  endedAt: integer("ended_at").notNull(),
});
