CREATE TABLE `incident_entries` (
	`id` text PRIMARY KEY NOT NULL,
	`incident_id` text NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`by` text NOT NULL,
	`status` text,
	`body` text,
	`detail` text DEFAULT '{}' NOT NULL,
	`earlier` text DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE INDEX `incident_entries_by_incident` ON `incident_entries` (`incident_id`,`at`);--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_incidents` (
	`id` text PRIMARY KEY NOT NULL,
	`endpoint` integer,
	`started_at` integer NOT NULL,
	`resolved_at` integer,
	`failure_count` integer NOT NULL,
	`error_message` text,
	`lead` text NOT NULL,
	`title` text,
	`severity` text DEFAULT 'major' NOT NULL,
	`state` text DEFAULT 'investigating' NOT NULL,
	`impacts` text DEFAULT '{}' NOT NULL,
	`opened_by` text,
	`acknowledged_at` integer,
	`acknowledged_by` text,
	`assigned_to` text,
	`closed_at` integer,
	`version` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
INSERT INTO `__new_incidents`("id", "endpoint", "started_at", "resolved_at", "failure_count", "error_message", "lead", "state", "closed_at") SELECT "id", "endpoint", "started_at", "resolved_at", "failure_count", "error_message", "id", iif("resolved_at" is null, 'investigating', 'resolved'), "resolved_at" FROM `incidents`;--> statement-breakpoint
DROP TABLE `incidents`;--> statement-breakpoint
ALTER TABLE `__new_incidents` RENAME TO `incidents`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `incidents_open` ON `incidents` (`endpoint`) WHERE "incidents"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX `incidents_by_start` ON `incidents` (`started_at`);--> statement-breakpoint
CREATE INDEX `incidents_by_endpoint` ON `incidents` (`endpoint`,`started_at`);--> statement-breakpoint
CREATE INDEX `incidents_at_work` ON `incidents` (`started_at`) WHERE "incidents"."closed_at" is null and "incidents"."lead" = "incidents"."id";--> statement-breakpoint
CREATE INDEX `incidents_merged` ON `incidents` (`lead`) WHERE "incidents"."lead" <> "incidents"."id";