CREATE TABLE `bars` (
	`day` text PRIMARY KEY NOT NULL,
	`bars` blob NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `days` (
	`endpoint` integer NOT NULL,
	`day` text NOT NULL,
	`up` integer NOT NULL,
	`degraded` integer NOT NULL,
	`down` integer NOT NULL,
	`unknown` integer NOT NULL,
	`covered_ms` integer NOT NULL,
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
CREATE TABLE `hours` (
	`endpoint` integer NOT NULL,
	`hour` integer NOT NULL,
	`up` integer NOT NULL,
	`degraded` integer NOT NULL,
	`down` integer NOT NULL,
	`unknown` integer NOT NULL,
	`covered_ms` integer NOT NULL,
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
CREATE TABLE `rollups` (
	`id` integer PRIMARY KEY NOT NULL,
	`through_hour` integer NOT NULL,
	`through_transition` integer NOT NULL
);
--> statement-breakpoint
-- Written by hand: the checks of the last 48 hours, one by one, for people who ask in SQL. A record
-- is 14 bytes; its parts are as in worker/domain/packed-checks.ts. Filter by "at" (ms since 1970).
CREATE VIEW `checks` AS
WITH RECURSIVE `places` (`place`) AS (
	SELECT 0 UNION ALL SELECT `place` + 1 FROM `places`
	WHERE `place` + 1 < (SELECT max(length(`results`)) / 14 FROM `ticks`)
), `records` AS (
	SELECT `at`, `source`, `notes`, `regions`, hex(substr(`results`, `place` * 14 + 1, 14)) AS `record`
	FROM `ticks` JOIN `places` ON `place` < length(`results`) / 14
), `parts` AS (
	SELECT `at`, `source`, `notes`, `regions`,
		((instr('123456789ABCDEF', substr(record, 1, 1))) << 28) + ((instr('123456789ABCDEF', substr(record, 2, 1))) << 24) + ((instr('123456789ABCDEF', substr(record, 3, 1))) << 20) + ((instr('123456789ABCDEF', substr(record, 4, 1))) << 16) + ((instr('123456789ABCDEF', substr(record, 5, 1))) << 12) + ((instr('123456789ABCDEF', substr(record, 6, 1))) << 8) + ((instr('123456789ABCDEF', substr(record, 7, 1))) << 4) + (instr('123456789ABCDEF', substr(record, 8, 1))) AS `number`,
		((instr('123456789ABCDEF', substr(record, 9, 1))) << 4) + (instr('123456789ABCDEF', substr(record, 10, 1))) AS `status`,
		((instr('123456789ABCDEF', substr(record, 11, 1))) << 4) + (instr('123456789ABCDEF', substr(record, 12, 1))) AS `region`,
		((instr('123456789ABCDEF', substr(record, 13, 1))) << 12) + ((instr('123456789ABCDEF', substr(record, 14, 1))) << 8) + ((instr('123456789ABCDEF', substr(record, 15, 1))) << 4) + (instr('123456789ABCDEF', substr(record, 16, 1))) AS `code`,
		((instr('123456789ABCDEF', substr(record, 17, 1))) << 28) + ((instr('123456789ABCDEF', substr(record, 18, 1))) << 24) + ((instr('123456789ABCDEF', substr(record, 19, 1))) << 20) + ((instr('123456789ABCDEF', substr(record, 20, 1))) << 16) + ((instr('123456789ABCDEF', substr(record, 21, 1))) << 12) + ((instr('123456789ABCDEF', substr(record, 22, 1))) << 8) + ((instr('123456789ABCDEF', substr(record, 23, 1))) << 4) + (instr('123456789ABCDEF', substr(record, 24, 1))) AS `response_time`,
		((instr('123456789ABCDEF', substr(record, 25, 1))) << 12) + ((instr('123456789ABCDEF', substr(record, 26, 1))) << 8) + ((instr('123456789ABCDEF', substr(record, 27, 1))) << 4) + (instr('123456789ABCDEF', substr(record, 28, 1))) AS `note`
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
	CASE WHEN `parts`.`note` > 0 THEN json_extract(`parts`.`notes`, '$[' || (`parts`.`note` - 1) || ']') END AS `error_message`,
	`parts`.`source`
FROM `parts` LEFT JOIN `endpoints` ON `endpoints`.`number` = `parts`.`number`;
