import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** The baseline: a row for each check, with an index to find one endpoint's. */
export function openRows(path) {
  const db = new DatabaseSync(path);
  db.exec(`
    pragma journal_mode = wal;
    create table checks (id integer primary key, endpoint integer not null, at integer not null,
      status text not null, response_time integer, status_code integer, message text);
    create index checks_by_endpoint on checks (endpoint, at)`);
  return db;
}

export function fillRows(db, path, { endpoints, from, to }) {
  const insert = db.prepare("insert into checks values (null, ?, ?, 'UP', ?, 200, null)");
  db.exec("begin");
  let count = 0;
  for (let at = from; at < to; at += 60_000) {
    for (let endpoint = 1; endpoint <= endpoints; endpoint++, count++) {
      insert.run(endpoint, at, 80 + ((endpoint * 7 + count) % 120));
    }
  }
  db.exec("commit");
  db.exec("pragma wal_checkpoint(truncate)");
  return { count, bytes: statSync(path).size };
}

/** One transaction, one statement: as quick as it can be. */
export function storeTickRows(db, checks, at) {
  const insert = db.prepare("insert into checks values (null, ?, ?, ?, ?, ?, ?)");
  db.exec("begin");
  for (const { number, status, responseTime, statusCode, errorMessage } of checks) {
    insert.run(number, at, status, responseTime, statusCode, errorMessage);
  }
  db.exec("commit");
}

/** Uptime of each day. */
export const uptimeRows = (db, endpoint, from) =>
  db
    .prepare(
      `select at / 86400000 as day, count(*) as n, sum(status <> 'DOWN') as up
       from checks where endpoint = ? and at >= ? group by 1`,
    )
    .all(endpoint, from);

/** The percentiles of a day, which no index keeps. */
export const latencyRows = (db, endpoint, from) =>
  db
    .prepare("select response_time from checks where endpoint = ? and at >= ? order by 1")
    .all(endpoint, from);
