ALTER TABLE `endpoints` ADD `slo_target` real;--> statement-breakpoint
ALTER TABLE `endpoints` ADD `slo_window_days` integer DEFAULT 30 NOT NULL;