CREATE TABLE `page_news` (
	`page_id` text PRIMARY KEY NOT NULL,
	`told` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`kind` text NOT NULL,
	`sealed` text NOT NULL,
	`address` text NOT NULL,
	`token` text NOT NULL,
	`component_ids` text,
	`language` text NOT NULL,
	`origin` text NOT NULL,
	`created_at` integer NOT NULL,
	`confirmed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `subscriptions_token_unique` ON `subscriptions` (`token`);--> statement-breakpoint
CREATE UNIQUE INDEX `subscriptions_by_page` ON `subscriptions` (`page_id`,`address`);--> statement-breakpoint
CREATE INDEX `subscriptions_by_confirmation` ON `subscriptions` (`confirmed_at`,`created_at`);--> statement-breakpoint
ALTER TABLE `pages` ADD `takes_subscribers` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `pages` ADD `mail_channel_id` text;