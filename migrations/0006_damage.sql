CREATE TABLE `damage` (
	`table_name` text NOT NULL,
	`row_key` text NOT NULL,
	`records` integer NOT NULL,
	PRIMARY KEY(`table_name`, `row_key`)
);
--> statement-breakpoint
CREATE INDEX `transitions_by_endpoint` ON `transitions` (`endpoint`,`at`);