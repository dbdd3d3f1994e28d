import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { runnerImport } from "vite";
import { inRepository } from "./repository.mjs";

const NINETY_DAYS_MS = 90 * 86_400_000;

/**
 * What was found out since the demo began follows on the past: nothing was unknown before it, nor is what
 * has not been checked yet, or the last 24 hours would be no data up to its first check.
 */
const JOIN_PAST_AND_PRESENT = `
  delete from transitions where from_status = 'UNKNOWN' and to_status = 'UP'
    and at > (select min(at) from transitions as own where own.endpoint = transitions.endpoint);
  update transitions set from_status = 'UP' where from_status = 'UNKNOWN'
    and at > (select min(at) from transitions as own where own.endpoint = transitions.endpoint);
  update endpoint_states set since = coalesce(
    (select max(since) from transitions where transitions.endpoint = endpoint_states.endpoint), since)
  where status = 'UP';
  update endpoint_states set status = 'UP', error_message = null,
    since = (select max(since) from transitions where transitions.endpoint = endpoint_states.endpoint)
  where status = 'UNKNOWN' and (select to_status from transitions where transitions.endpoint = endpoint_states.endpoint
    order by at desc, id desc limit 1) = 'UP';
  update rollup_cursor set through_transition = (select max(id) from transitions)`;

/**
 * Gives the endpoints that are in the database below a state ninety days of history. Nobody else may
 * have it open. A script of its own: it needs the project's Node and packages, and whoever runs it may
 * have begun without them.
 */
async function writeHistory(stateDir, now) {
  const { module } = await runnerImport(inRepository("scripts", "demo-history.ts"), {
    configFile: false,
    logLevel: "error",
  });
  inDatabase(stateDir, (db) => {
    const endpoints = db
      .prepare("select number, id, name, kind from endpoints where paused = 0 order by number")
      .all();
    const history = module.demoHistory(endpoints, now);
    db.exec("begin");
    for (const [table, rows] of Object.entries(history)) insert(db, table, rows);
    db.prepare("update endpoints set created_at = ?").run(now - NINETY_DAYS_MS);
    db.exec(JOIN_PAST_AND_PRESENT);
    db.exec("commit");
  });
}

function insert(db, table, rows) {
  const [first] = rows;
  if (!first) return;
  const names = Object.keys(first);
  const marks = names.map(() => "?").join();
  const statement = db.prepare(
    `insert or ignore into ${table} (${names.join()}) values (${marks})`,
  );
  for (const row of rows) statement.run(...names.map((name) => row[name]));
}

function inDatabase(stateDir, work) {
  const folder = join(stateDir, "v3", "d1", "miniflare-D1DatabaseObject");
  const name = readdirSync(folder).find((file) => /^[0-9a-f]+\.sqlite$/.test(file));
  const db = new DatabaseSync(join(folder, name));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const [stateDir] = process.argv.slice(2);
await writeHistory(stateDir, Date.now());
