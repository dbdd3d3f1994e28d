CREATE TABLE `idempotency_keys` (
	`key_hash` text PRIMARY KEY NOT NULL,
	`body_hash` text NOT NULL,
	`resource_id` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_by_resource` ON `idempotency_keys` (`resource_id`);--> statement-breakpoint
CREATE INDEX `idempotency_keys_by_creation` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `incident_timeline` (
	`id` text PRIMARY KEY NOT NULL,
	`incident_id` text NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`by` text NOT NULL,
	`status` text,
	`body` text,
	`html` text,
	`detail` text DEFAULT '{}' NOT NULL,
	`revisions` text DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE INDEX `incident_timeline_by_incident` ON `incident_timeline` (`incident_id`,`at`);--> statement-breakpoint
CREATE INDEX `incident_timeline_opened` ON `incident_timeline` (`at`) WHERE "incident_timeline"."kind" = 'opened';--> statement-breakpoint
CREATE TABLE `incidents` (
	`id` text PRIMARY KEY NOT NULL,
	`endpoint` integer,
	`started_at` integer NOT NULL,
	`resolved_at` integer,
	`failure_count` integer NOT NULL,
	`error_message` text,
	`parent_id` text NOT NULL,
	`title` text,
	`severity` text DEFAULT 'major' NOT NULL,
	`state` text DEFAULT 'investigating' NOT NULL,
	`impacts` text DEFAULT '{}' NOT NULL,
	`created_by` text,
	`acknowledged_at` integer,
	`acknowledged_by` text,
	`assigned_to` text,
	`closed_at` integer,
	`version` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `incidents_open` ON `incidents` (`endpoint`) WHERE "incidents"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX `incidents_by_start` ON `incidents` (`started_at`);--> statement-breakpoint
CREATE INDEX `incidents_by_endpoint` ON `incidents` (`endpoint`,`started_at`);--> statement-breakpoint
CREATE INDEX `incidents_unresolved` ON `incidents` (`started_at`) WHERE "incidents"."closed_at" is null and "incidents"."parent_id" = "incidents"."id";--> statement-breakpoint
CREATE INDEX `incidents_by_parent` ON `incidents` (`parent_id`) WHERE "incidents"."parent_id" <> "incidents"."id";--> statement-breakpoint
CREATE TABLE `corrupt_rows` (
	`table_name` text NOT NULL,
	`row_key` text NOT NULL,
	`records` integer NOT NULL,
	PRIMARY KEY(`table_name`, `row_key`)
);
--> statement-breakpoint
CREATE TABLE `daily_rollups` (
	`endpoint` integer NOT NULL,
	`day` text NOT NULL,
	`up` integer NOT NULL,
	`degraded` integer NOT NULL,
	`down` integer NOT NULL,
	`unknown` integer NOT NULL,
	`monitored_ms` integer NOT NULL,
	`downtime_ms` integer NOT NULL,
	`maintenance_ms` integer NOT NULL,
	`incidents` integer NOT NULL,
	`total_ms` integer NOT NULL,
	`min_ms` integer,
	`max_ms` integer,
	`latency` blob NOT NULL,
	PRIMARY KEY(`endpoint`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `endpoint_states` (
	`endpoint` integer PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`since` integer NOT NULL,
	`consecutive_failures` integer NOT NULL,
	`failing_since` integer,
	`consecutive_successes` integer NOT NULL,
	`last_down_at` integer,
	`flap_count` integer DEFAULT 0 NOT NULL,
	`details` text,
	`error_message` text,
	`last_checked_at` integer,
	`last_response_time` integer,
	`version` integer NOT NULL,
	`written_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `endpoints` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`url` text NOT NULL,
	`method` text NOT NULL,
	`headers` text NOT NULL,
	`body` text,
	`expected_status` text NOT NULL,
	`interval_seconds` integer NOT NULL,
	`phase_seconds` integer NOT NULL,
	`timeout_ms` integer NOT NULL,
	`degraded_after_ms` integer,
	`failure_threshold` integer NOT NULL,
	`recovery_threshold` integer NOT NULL,
	`tags` text NOT NULL,
	`body_type` text DEFAULT 'raw' NOT NULL,
	`auth` text,
	`max_redirects` integer DEFAULT 5 NOT NULL,
	`assertions` text DEFAULT '[]' NOT NULL,
	`grace_seconds` integer DEFAULT 60 NOT NULL,
	`retry_delay_seconds` integer DEFAULT 2,
	`regions` text DEFAULT '[]' NOT NULL,
	`region_quorum` integer,
	`depends_on` text DEFAULT '[]' NOT NULL,
	`slo_target` real,
	`slo_window_days` integer DEFAULT 30 NOT NULL,
	`paused` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `endpoints_id_unique` ON `endpoints` (`id`);--> statement-breakpoint
CREATE INDEX `endpoints_by_name` ON `endpoints` (`name`,`id`);--> statement-breakpoint
CREATE INDEX `endpoints_sub_minute` ON `endpoints` (`interval_seconds`) WHERE "endpoints"."paused" = 0 and "endpoints"."interval_seconds" % 60 <> 0;--> statement-breakpoint
CREATE TABLE `heartbeats` (
	`endpoint` integer PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`encrypted_token` text,
	`reported_at` integer,
	`last_report_failed` integer DEFAULT false NOT NULL,
	`exit_status` integer,
	`open_runs` text DEFAULT '{}' NOT NULL,
	`duration_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `heartbeats_token_hash_unique` ON `heartbeats` (`token_hash`);--> statement-breakpoint
CREATE TABLE `hourly_rollups` (
	`endpoint` integer NOT NULL,
	`hour` integer NOT NULL,
	`up` integer NOT NULL,
	`degraded` integer NOT NULL,
	`down` integer NOT NULL,
	`unknown` integer NOT NULL,
	`monitored_ms` integer NOT NULL,
	`downtime_ms` integer NOT NULL,
	`maintenance_ms` integer NOT NULL,
	`incidents` integer NOT NULL,
	`total_ms` integer NOT NULL,
	`min_ms` integer,
	`max_ms` integer,
	`latency` blob NOT NULL,
	PRIMARY KEY(`endpoint`, `hour`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `maintenances` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`endpoint_ids` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`recurrence` text,
	`time_zone` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `monitoring_gaps` (
	`started_at` integer PRIMARY KEY NOT NULL,
	`ended_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rollup_cursor` (
	`id` integer PRIMARY KEY NOT NULL,
	`through_hour` integer NOT NULL,
	`through_transition` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `status_bars` (
	`day` text PRIMARY KEY NOT NULL,
	`data` blob NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `ticks` (
	`at` integer PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`lag_ms` integer NOT NULL,
	`stored_at` integer,
	`results` blob,
	`error_messages` text,
	`regions` text
);
--> statement-breakpoint
CREATE TABLE `transitions` (
	`id` integer PRIMARY KEY NOT NULL,
	`endpoint` integer NOT NULL,
	`from_status` text NOT NULL,
	`to_status` text NOT NULL,
	`at` integer NOT NULL,
	`since` integer NOT NULL,
	`error_message` text
);
--> statement-breakpoint
CREATE INDEX `transitions_by_time` ON `transitions` (`at`);--> statement-breakpoint
CREATE INDEX `transitions_by_endpoint` ON `transitions` (`endpoint`,`at`);--> statement-breakpoint
CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`alert` text NOT NULL,
	`ended_at` integer,
	`resolution` text,
	`acknowledged_at` integer,
	`notification_state` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `channels` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`settings` text NOT NULL,
	`enabled` integer NOT NULL,
	`language` text NOT NULL,
	`time_zone` text NOT NULL,
	`max_per_minute` integer NOT NULL,
	`origin` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`channel_id` text NOT NULL,
	`alert_id` text,
	`payload` text NOT NULL,
	`created_at` integer NOT NULL,
	`status` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`attempted_at` integer,
	`outcome` text,
	`status_code` integer,
	`duration_ms` integer,
	`batch_id` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_id_unique` ON `deliveries` (`id`);--> statement-breakpoint
CREATE INDEX `deliveries_by_channel` ON `deliveries` (`channel_id`,`number`);--> statement-breakpoint
CREATE INDEX `deliveries_waiting` ON `deliveries` (`channel_id`,`number`) WHERE "deliveries"."status" = 'waiting';--> statement-breakpoint
CREATE INDEX `deliveries_by_alert` ON `deliveries` (`alert_id`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`payload` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rules` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`enabled` integer NOT NULL,
	`match` text NOT NULL,
	`channel_ids` text NOT NULL,
	`delay_minutes` integer NOT NULL,
	`reminder_minutes` integer,
	`escalation_steps` text NOT NULL,
	`quiet_hours` text,
	`time_zone` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `pages` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`title` text NOT NULL,
	`description` text,
	`is_default` integer NOT NULL,
	`domain` text,
	`visibility` text NOT NULL,
	`password_hash` text,
	`allow_indexing` integer NOT NULL,
	`show_viewer_count` integer DEFAULT false NOT NULL,
	`allow_subscriptions` integer DEFAULT true NOT NULL,
	`mail_channel_id` text,
	`endpoint_ids` text NOT NULL,
	`groups` text NOT NULL,
	`theme` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pages_slug_unique` ON `pages` (`slug`);--> statement-breakpoint
CREATE UNIQUE INDEX `pages_domain_unique` ON `pages` (`domain`);--> statement-breakpoint
CREATE UNIQUE INDEX `pages_default` ON `pages` (`is_default`) WHERE "pages"."is_default" = 1;--> statement-breakpoint
CREATE TABLE `page_logos` (
	`page_id` text PRIMARY KEY NOT NULL,
	`logo` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `page_notification_state` (
	`page_id` text PRIMARY KEY NOT NULL,
	`notified_update_ids` text NOT NULL,
	`open_items` text DEFAULT '{"components":[],"windows":[]}' NOT NULL
);
--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`kind` text NOT NULL,
	`encrypted_payload` text NOT NULL,
	`address_hash` text NOT NULL,
	`token_hash` text NOT NULL,
	`component_ids` text,
	`language` text NOT NULL,
	`origin` text NOT NULL,
	`created_at` integer NOT NULL,
	`confirmed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `subscriptions_token_hash_unique` ON `subscriptions` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `subscriptions_by_page` ON `subscriptions` (`page_id`,`address_hash`);--> statement-breakpoint
CREATE INDEX `subscriptions_by_confirmation` ON `subscriptions` (`confirmed_at`,`created_at`);--> statement-breakpoint
CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`provider_id` text NOT NULL,
	`user_id` text NOT NULL,
	`access_token` text,
	`refresh_token` text,
	`id_token` text,
	`access_token_expires_at` integer,
	`refresh_token_expires_at` integer,
	`scope` text,
	`password` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `accounts_by_user` ON `accounts` (`user_id`);--> statement-breakpoint
CREATE TABLE `admin_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`credential_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`address` text,
	`agent` text
);
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text,
	`actor_name` text NOT NULL,
	`action` text NOT NULL,
	`resource` text,
	`before` text,
	`after` text,
	`address` text
);
--> statement-breakpoint
CREATE TABLE `invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`invited_by` text NOT NULL,
	`created_by_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`recovered_user_id` text,
	`user_id` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_token_hash_unique` ON `invitations` (`token_hash`);--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE INDEX `passkeys_by_user` ON `passkeys` (`user_id`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`token` text NOT NULL,
	`user_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`ip_address` text,
	`user_agent` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`provider` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_token_unique` ON `sessions` (`token`);--> statement-breakpoint
CREATE INDEX `sessions_by_user` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`token_hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_by` text NOT NULL,
	`created_by_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_token_hash_unique` ON `tokens` (`token_hash`);--> statement-breakpoint
CREATE TABLE `two_factors` (
	`id` text PRIMARY KEY NOT NULL,
	`secret` text NOT NULL,
	`backup_codes` text NOT NULL,
	`user_id` text NOT NULL,
	`verified` integer DEFAULT true,
	`failed_verification_count` integer DEFAULT 0,
	`locked_until` integer,
	`last_used_step` integer
);
--> statement-breakpoint
CREATE INDEX `two_factors_by_user` ON `two_factors` (`user_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_verified` integer NOT NULL,
	`image` text,
	`role` text NOT NULL,
	`two_factor_enabled` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
CREATE TABLE `verifications` (
	`id` text PRIMARY KEY NOT NULL,
	`identifier` text NOT NULL,
	`value` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `verifications_by_identifier` ON `verifications` (`identifier`);--> statement-breakpoint
-- Written by hand, like each WITHOUT ROWID above: drizzle-kit knows neither. The view lists the checks
-- of the last 48 hours one by one, for people who ask in SQL. A record is 14 bytes; its parts are as in
-- worker/domain/history/packed-checks.ts. Filter by "at" (ms since 1970).
CREATE VIEW `checks` AS
WITH RECURSIVE `positions` (`position`) AS (
	SELECT 0 UNION ALL SELECT `position` + 1 FROM `positions`
	WHERE `position` + 1 < (SELECT max(length(`results`)) / 14 FROM `ticks`)
), `records` AS (
	SELECT `at`, `source`, `error_messages`, `regions`, hex(substr(`results`, `position` * 14 + 1, 14)) AS `record`
	FROM `ticks` JOIN `positions` ON `position` < length(`results`) / 14
), `parts` AS (
	SELECT `at`, `source`, `error_messages`, `regions`,
		((instr('123456789ABCDEF', substr(record, 1, 1))) << 28) + ((instr('123456789ABCDEF', substr(record, 2, 1))) << 24) + ((instr('123456789ABCDEF', substr(record, 3, 1))) << 20) + ((instr('123456789ABCDEF', substr(record, 4, 1))) << 16) + ((instr('123456789ABCDEF', substr(record, 5, 1))) << 12) + ((instr('123456789ABCDEF', substr(record, 6, 1))) << 8) + ((instr('123456789ABCDEF', substr(record, 7, 1))) << 4) + (instr('123456789ABCDEF', substr(record, 8, 1))) AS `number`,
		((instr('123456789ABCDEF', substr(record, 9, 1))) << 4) + (instr('123456789ABCDEF', substr(record, 10, 1))) AS `status`,
		((instr('123456789ABCDEF', substr(record, 11, 1))) << 4) + (instr('123456789ABCDEF', substr(record, 12, 1))) AS `region`,
		((instr('123456789ABCDEF', substr(record, 13, 1))) << 12) + ((instr('123456789ABCDEF', substr(record, 14, 1))) << 8) + ((instr('123456789ABCDEF', substr(record, 15, 1))) << 4) + (instr('123456789ABCDEF', substr(record, 16, 1))) AS `code`,
		((instr('123456789ABCDEF', substr(record, 17, 1))) << 28) + ((instr('123456789ABCDEF', substr(record, 18, 1))) << 24) + ((instr('123456789ABCDEF', substr(record, 19, 1))) << 20) + ((instr('123456789ABCDEF', substr(record, 20, 1))) << 16) + ((instr('123456789ABCDEF', substr(record, 21, 1))) << 12) + ((instr('123456789ABCDEF', substr(record, 22, 1))) << 8) + ((instr('123456789ABCDEF', substr(record, 23, 1))) << 4) + (instr('123456789ABCDEF', substr(record, 24, 1))) AS `response_time`,
		((instr('123456789ABCDEF', substr(record, 25, 1))) << 12) + ((instr('123456789ABCDEF', substr(record, 26, 1))) << 8) + ((instr('123456789ABCDEF', substr(record, 27, 1))) << 4) + (instr('123456789ABCDEF', substr(record, 28, 1))) AS `message`
	FROM `records`
)
SELECT
	`parts`.`at`,
	datetime(`parts`.`at` / 1000, 'unixepoch') AS `utc`,
	`endpoints`.`id` AS `endpoint_id`,
	`endpoints`.`name`,
	CASE `parts`.`status` WHEN 0 THEN 'UP' WHEN 1 THEN 'DEGRADED' WHEN 2 THEN 'DOWN' WHEN 3 THEN 'UNKNOWN' END AS `status`,
	nullif(`parts`.`response_time`, 4294967295) AS `response_time`,
	nullif(`parts`.`code`, 0) AS `status_code`,
	CASE WHEN `parts`.`region` > 0 THEN json_extract(`parts`.`regions`, '$[' || (`parts`.`region` - 1) || ']') END AS `region`,
	CASE WHEN `parts`.`message` > 0 THEN json_extract(`parts`.`error_messages`, '$[' || (`parts`.`message` - 1) || ']') END AS `error_message`,
	`parts`.`source`
FROM `parts` LEFT JOIN `endpoints` ON `endpoints`.`number` = `parts`.`number`;
