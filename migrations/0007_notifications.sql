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
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`channel` text NOT NULL,
	`episode` text,
	`notification` text NOT NULL,
	`created_at` integer NOT NULL,
	`status` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`attempted_at` integer,
	`outcome` text,
	`status_code` integer,
	`duration_ms` integer,
	`digest` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_id_unique` ON `deliveries` (`id`);--> statement-breakpoint
CREATE INDEX `deliveries_by_channel` ON `deliveries` (`channel`,`number`);--> statement-breakpoint
CREATE INDEX `deliveries_waiting` ON `deliveries` (`channel`,`number`) WHERE "deliveries"."status" = 'waiting';--> statement-breakpoint
CREATE INDEX `deliveries_by_episode` ON `deliveries` (`episode`);--> statement-breakpoint
CREATE TABLE `episodes` (
	`id` text PRIMARY KEY NOT NULL,
	`episode` text NOT NULL,
	`ended_at` integer,
	`ending` text,
	`acknowledged_at` integer,
	`progress` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`news` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rules` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`enabled` integer NOT NULL,
	`match` text NOT NULL,
	`channel_ids` text NOT NULL,
	`delay_minutes` integer NOT NULL,
	`remind_minutes` integer,
	`steps` text NOT NULL,
	`quiet` text,
	`time_zone` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `incidents` ADD `acknowledged_at` integer;--> statement-breakpoint
ALTER TABLE `incidents` ADD `acknowledged_by` text;