CREATE TABLE `pages` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`title` text NOT NULL,
	`description` text,
	`is_default` integer NOT NULL,
	`domain` text,
	`visibility` text NOT NULL,
	`password_hash` text,
	`is_indexed` integer NOT NULL,
	`groups` text NOT NULL,
	`theme` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pages_slug_unique` ON `pages` (`slug`);--> statement-breakpoint
CREATE UNIQUE INDEX `pages_domain_unique` ON `pages` (`domain`);--> statement-breakpoint
CREATE UNIQUE INDEX `pages_default` ON `pages` (`is_default`) WHERE "pages"."is_default" = 1;