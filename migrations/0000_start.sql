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
	`paused` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `endpoints_id_unique` ON `endpoints` (`id`);--> statement-breakpoint
CREATE INDEX `endpoints_by_name` ON `endpoints` (`name`,`id`);--> statement-breakpoint
CREATE INDEX `endpoints_sub_minute` ON `endpoints` (`interval_seconds`) WHERE "endpoints"."paused" = 0 and "endpoints"."interval_seconds" % 60 <> 0;--> statement-breakpoint
CREATE TABLE `gaps` (
	`started_at` integer PRIMARY KEY NOT NULL,
	`ended_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `incidents` (
	`id` text PRIMARY KEY NOT NULL,
	`endpoint` integer NOT NULL,
	`started_at` integer NOT NULL,
	`resolved_at` integer,
	`failure_count` integer NOT NULL,
	`error_message` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `incidents_open` ON `incidents` (`endpoint`) WHERE "incidents"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX `incidents_by_start` ON `incidents` (`started_at`);--> statement-breakpoint
CREATE INDEX `incidents_by_endpoint` ON `incidents` (`endpoint`,`started_at`);--> statement-breakpoint
CREATE TABLE `status` (
	`endpoint` integer PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`since` integer NOT NULL,
	`failures` integer NOT NULL,
	`failing_since` integer,
	`recoveries` integer NOT NULL,
	`error_message` text,
	`last_checked_at` integer,
	`last_response_time` integer,
	`version` integer NOT NULL,
	`written_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `ticks` (
	`at` integer PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`lag_ms` integer NOT NULL,
	`stored_at` integer,
	`results` blob,
	`notes` text,
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
CREATE INDEX `transitions_by_time` ON `transitions` (`at`);