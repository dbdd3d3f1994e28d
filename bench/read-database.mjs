import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A check in a tick's blob begins with its endpoint's number: see `worker/domain/history/packed-checks.ts`. */
const CHECK_BYTES = 14;

/** Reads an instance's database from its file, beside the runtime or without one. */
export function readStored(stateDir, read) {
  const folder = join(stateDir, "v3", "d1", "miniflare-D1DatabaseObject");
  const name = readdirSync(folder).find((file) => /^[0-9a-f]+\.sqlite$/.test(file));
  const database = new DatabaseSync(join(folder, name), { readOnly: true });
  try {
    return read((query, ...values) => database.prepare(query).all(...values));
  } finally {
    database.close();
  }
}

/** The ticks of the schedule in a stretch of time, with the endpoints that each has a check of. */
export const scheduledTicks = (query, { from, to }) =>
  ticksOf(query, "source in ('cron', 'clock')", { from, to });

/** What was looked at by hand or again, in between. */
export const otherTicks = (query, { from, to }) =>
  ticksOf(query, "source not in ('cron', 'clock')", { from, to });

const ticksOf = (query, which, { from, to }) =>
  query(
    `select at, source, lag_ms as lagMs, stored_at as storedAt, results from ticks
     where ${which} and at >= ? and at < ? order by at`,
    from,
    to,
  ).map(({ results, ...tick }) => ({ ...tick, numbers: checkedNumbers(results) }));

function checkedNumbers(results) {
  if (!results) return [];
  const view = new DataView(results.buffer, results.byteOffset, results.byteLength);
  return Array.from({ length: results.byteLength / CHECK_BYTES }, (_, index) =>
    view.getUint32(index * CHECK_BYTES),
  );
}
