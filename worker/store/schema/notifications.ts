import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { ChannelKind, Language } from "../../domain/alerts/channel";
import type { DeliveryStatus, DeliveryOutcome } from "../../domain/alerts/delivery";
import type { Resolution, Alert, AlertEvent, Notification } from "../../domain/alerts/alert";
import type { Hours, RuleMatch, EscalationStep } from "../../domain/alerts/rule";
import type { NotificationState } from "../../domain/alerts/group";
import { versionColumns } from "./version-columns";

/** What is to be told and has not been dealt out yet; written in the batch of what it tells of. */
export const outboxTable = sqliteTable("outbox", {
  number: integer("number").primaryKey({ autoIncrement: true }),
  payload: text("payload", { mode: "json" }).$type<AlertEvent>().notNull(),
});

/** An incident, or a time of being degraded, as long as something may still be told of it. */
export const alertsTable = sqliteTable("alerts", {
  id: text("id").primaryKey(),
  alert: text("alert", { mode: "json" }).$type<Alert>().notNull(),
  endedAt: integer("ended_at"),
  resolution: text("resolution").$type<Resolution>(),
  acknowledgedAt: integer("acknowledged_at"),
  notificationState: text("notification_state", { mode: "json" })
    .$type<NotificationState>()
    .notNull(),
});

export const channelsTable = sqliteTable("channels", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  kind: text("kind").$type<ChannelKind>().notNull(),
  /** What `openSettings` reads. */
  settings: text("settings").notNull(),
  enabled: integer("enabled", { mode: "boolean" }).notNull(),
  language: text("language").$type<Language>().notNull(),
  timeZone: text("time_zone").notNull(),
  maxPerMinute: integer("max_per_minute").notNull(),
  origin: text("origin").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  ...versionColumns,
});

export const rulesTable = sqliteTable("rules", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  enabled: integer("enabled", { mode: "boolean" }).notNull(),
  match: text("match", { mode: "json" }).$type<RuleMatch>().notNull(),
  channelIds: text("channel_ids", { mode: "json" }).$type<string[]>().notNull(),
  delayMinutes: integer("delay_minutes").notNull(),
  reminderMinutes: integer("reminder_minutes"),
  escalationSteps: text("escalation_steps", { mode: "json" }).$type<EscalationStep[]>().notNull(),
  quietHours: text("quiet_hours", { mode: "json" }).$type<Hours>(),
  timeZone: text("time_zone").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  ...versionColumns,
});

/** One notification for one channel: what waits, and then the log. */
export const deliveriesTable = sqliteTable(
  "deliveries",
  {
    /** Their order, in each channel. */
    number: integer("number").primaryKey({ autoIncrement: true }),
    /** Stable, whatever runs twice: receivers may know by it what they have had. */
    id: text("id").notNull().unique(),
    channelId: text("channel_id").notNull(),
    alertId: text("alert_id"),
    payload: text("payload", { mode: "json" }).$type<Notification>().notNull(),
    createdAt: integer("created_at").notNull(),
    status: text("status").$type<DeliveryStatus>().notNull(),
    attempts: integer("attempts").notNull().default(0),
    attemptedAt: integer("attempted_at"),
    outcome: text("outcome").$type<DeliveryOutcome>(),
    /** The code of the last answer. */
    statusCode: integer("status_code"),
    durationMs: integer("duration_ms"),
    /** The message in which it went out with others. */
    batchId: text("batch_id"),
  },
  (table) => [
    // A channel's log, newest first.
    index("deliveries_by_channel").on(table.channelId, table.number),
    // What waits, of each channel in its order.
    index("deliveries_waiting")
      .on(table.channelId, table.number)
      .where(sql`${table.status} = 'waiting'`),
    // What was told of an incident.
    index("deliveries_by_alert").on(table.alertId),
  ],
);
