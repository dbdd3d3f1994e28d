CREATE TABLE `heartbeats` (
	`endpoint` integer PRIMARY KEY NOT NULL,
	`token` text NOT NULL,
	`reported_at` integer,
	`has_failed` integer DEFAULT false NOT NULL,
	`exit_status` integer,
	`run_started_at` integer,
	`run_id` text,
	`duration_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `heartbeats_token_unique` ON `heartbeats` (`token`);--> statement-breakpoint
CREATE TABLE `maintenances` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`endpoint_ids` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`recurrence` text,
	`time_zone` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `endpoints` ADD `body_type` text DEFAULT 'raw' NOT NULL;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `auth` text;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `max_redirects` integer DEFAULT 5 NOT NULL;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `assertions` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `grace_seconds` integer DEFAULT 60 NOT NULL;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `retry_delay_seconds` integer DEFAULT 2;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `regions` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `region_quorum` integer;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `depends_on` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `status` ADD `last_down_at` integer;--> statement-breakpoint
ALTER TABLE `status` ADD `relapses` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `status` ADD `facts` text;