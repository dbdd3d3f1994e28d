import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CHECKS_AN_HOUR = 60;
/** Hours of so many kinds stand for all: making each of two million by itself is not what is measured. */
const DISTINCT_HOURS = 200;

/** The database of an instance that nobody runs. */
export function openState(stateDir) {
  const folder = join(stateDir, "v3", "d1", "miniflare-D1DatabaseObject");
  const name = readdirSync(folder).find((file) => /^[0-9a-f]+\.sqlite$/.test(file));
  const path = join(folder, name);
  return { db: new DatabaseSync(path), path };
}

/** Ninety days of checks each minute of all endpoints that are there, as the product keeps them. */
export function fill({ db, path }, shapes, { now, days }) {
  const numbers = db
    .prepare("select number from endpoints")
    .all()
    .map(({ number }) => number);
  const end = Math.floor(now / HOUR_MS);
  const kinds = Array.from({ length: DISTINCT_HOURS }, (_, kind) => hourOf(shapes, kind));
  const dayOf = (index) => new Date(now - index * DAY_MS).toISOString().slice(0, 10);
  db.exec("begin");
  const hour = db.prepare(
    `insert into hourly_rollups values (?, ?, 60, 0, 0, 0, ${HOUR_MS}, 0, 0, 0, ?, ?, ?, ?)`,
  );
  const day = db.prepare(
    `insert into daily_rollups values (?, ?, 1440, 0, 0, 0, ${DAY_MS}, 0, 0, 0, ?, ?, ?, ?)`,
  );
  for (const number of numbers) {
    for (let back = 1; back <= days * 24; back++) {
      const { total, min, max, latency } = kinds[(number * 31 + back) % DISTINCT_HOURS];
      hour.run(number, end - back, total, min, max, latency);
    }
    const { total, min, max } = kinds[number % DISTINCT_HOURS];
    const latency = shapes.packHistogram(
      shapes.mergeHistograms(
        kinds.slice(0, 24).map((kind) => shapes.unpackHistogram(kind.latency)),
      ),
    );
    for (let back = 1; back <= days; back++)
      day.run(number, dayOf(back), total * 24, min, max, latency);
  }
  const bar = db.prepare("insert into status_bars values (?, ?)");
  const packed = shapes.packBars(numbers.map((number) => barOf(number)));
  for (let back = 1; back <= days; back++) bar.run(dayOf(back), packed);
  const tick = db.prepare("insert into ticks values (?, 'cron', 5, ?, ?, '[]', '[]')");
  for (let at = (end - 48) * HOUR_MS; at < now; at += 60_000)
    tick.run(at, at, tickOf(shapes, numbers));
  db.prepare("insert into rollup_cursor values (1, ?, ?)").run(end - 1, now);
  db.exec(
    "update endpoints set paused = 0; update endpoint_states set status = 'UP', since = 0; commit",
  );
  db.exec("pragma wal_checkpoint(truncate)");
  return statSync(path).size;
}

/** One tick's results in one row. */
export function storePackedTick(db, shapes, checks, at) {
  const { results, errorMessages, regions } = shapes.packChecks(checks);
  db.prepare("insert into ticks values (?, 'cron', 5, ?, ?, ?, ?)").run(
    at,
    at,
    results,
    JSON.stringify(errorMessages),
    JSON.stringify(regions),
  );
}

/** What the page of one endpoint needs of ninety days: uptime of each and percentiles of all. */
export function readDays(db, shapes, number, from) {
  const day = new Date(from).toISOString().slice(0, 10);
  const rows = db
    .prepare("select * from daily_rollups where endpoint = ? and day >= ?")
    .all(number, day);
  const latency = shapes.mergeHistograms(rows.map((row) => shapes.unpackHistogram(row.latency)));
  return { rows: rows.length, p99: shapes.quantile(latency, 0.99) };
}

/** What a list needs of ninety days of all. */
export function readBars(db, shapes, from) {
  const day = new Date(from).toISOString().slice(0, 10);
  const rows = db.prepare("select data from status_bars where day >= ?").all(day);
  return rows.reduce((sum, { data }) => sum + shapes.unpackBars(data).length, 0);
}

const barOf = (number) => ({
  number,
  coveredSeconds: 86_400,
  downtimeSeconds: number % 40 ? 0 : 120,
  worst: number % 40 ? "UP" : "DOWN",
  hadMaintenance: false,
  incidents: number % 40 ? 0 : 1,
});

export const checkOf = (number, index) => ({
  number,
  status: "UP",
  region: null,
  statusCode: 200,
  responseTime: 80 + ((number * 7 + index * 13) % 120),
  errorMessage: null,
});

const tickOf = (shapes, numbers) =>
  shapes.packChecks(numbers.map((number) => checkOf(number, 0))).results;

function hourOf(shapes, kind) {
  const times = Array.from({ length: CHECKS_AN_HOUR }, () =>
    Math.round((40 + kind) * (0.8 + 0.4 * Math.random()) * (Math.random() < 0.02 ? 4 : 1)),
  );
  return {
    total: times.reduce((sum, ms) => sum + ms, 0),
    min: Math.min(...times),
    max: Math.max(...times),
    latency: shapes.packHistogram(shapes.histogramOf(times)),
  };
}
