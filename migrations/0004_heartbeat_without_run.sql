ALTER TABLE `heartbeats` DROP COLUMN `run_started_at`;--> statement-breakpoint
ALTER TABLE `heartbeats` DROP COLUMN `run_id`;