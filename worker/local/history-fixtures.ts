import { packBars } from "../domain/bars";
import { packChecks, type NumberedCheck } from "../domain/packed-checks";
import type { Status } from "../domain/status";
import { queryRows } from "./pipeline-fixtures";
import { rollUpNextHour } from "../store/rollups";
import { bindings, db, TEST_START, storeEndpoint } from "./workerd-fixtures";

type Tick = { at: number; checks: NumberedCheck[] };

/** Ticks as if they had happened, many at once: their rows and nothing that follows from them. */
export async function fillTicks(ticks: readonly Tick[]): Promise<void> {
  const PER_STATEMENT = 2_000;
  for (let start = 0; start < ticks.length; start += PER_STATEMENT) {
    const part = ticks.slice(start, start + PER_STATEMENT).map(({ at, checks }) => {
      const { results, errorMessages } = packChecks(checks);
      return [at, Buffer.from(results).toString("hex"), errorMessages];
    });
    await bindings.DB.prepare(
      `insert into ticks (at, source, lag_ms, stored_at, results, notes, regions)
       select value ->> 0, 'cron', 5, value ->> 0, unhex(value ->> 1), value -> 2, '[]'
       from json_each(?)`,
    )
      .bind(JSON.stringify(part))
      .run();
  }
}

export const numberedCheck = (
  number: number,
  status: Status,
  responseTime: number | null = 100,
): NumberedCheck => ({
  number,
  status,
  region: null,
  statusCode: status === "DOWN" ? 503 : 200,
  responseTime,
  errorMessage: status === "DOWN" ? "expected status 200-299, saw 503" : null,
});

/** Every minute from one instant to another. */
export const minutes = (from: number, to: number): number[] =>
  Array.from({ length: Math.ceil((to - from) / 60_000) }, (_, index) => from + index * 60_000);

/** A status that was taken at an instant, and its incident where it is DOWN. */
export async function changeStatus(endpoint: number, from: Status, to: Status, at: number): Promise<void> {
  const run = (sql: string, ...values: unknown[]) => bindings.DB.prepare(sql).bind(...values);
  await bindings.DB.batch([
    run(
      "insert into transitions (endpoint, from_status, to_status, at, since) values (?, ?, ?, ?, ?)",
      endpoint,
      from,
      to,
      at,
      at,
    ),
    run("update status set status = ?, since = ? where endpoint = ?", to, at, endpoint),
    ...(to === "DOWN"
      ? [
          run(
            "insert into incidents (id, endpoint, started_at, failure_count, lead) values (?1, ?2, ?3, 1, ?1)",
            `${endpoint}-${at}`,
            endpoint,
            at,
          ),
        ]
      : []),
    ...(from === "DOWN"
      ? [
          run(
            "update incidents set resolved_at = ?1, closed_at = ?1 where endpoint = ?2 and resolved_at is null",
            at,
            endpoint,
          ),
        ]
      : []),
  ]);
}

/** So many endpoints of one minute, as one was made. */
export async function storeManyEndpoints(count: number): Promise<void> {
  await storeEndpoint("e0");
  const columns = await queryRows<{ name: string }>("select name from pragma_table_info('endpoints')");
  const names = columns.map(({ name }) => name).filter((name) => name !== "number");
  const values = names.map((name) => (name === "id" ? "'e' || n.value" : `e.${name}`));
  const numbers = JSON.stringify(Array.from({ length: count - 1 }, (_, index) => index + 1));
  await bindings.DB.batch([
    bindings.DB.prepare(
      `insert into endpoints (${names.join()}) select ${values.join()} from endpoints e, json_each(?) n`,
    ).bind(numbers),
    bindings.DB.prepare(
      `insert into status (endpoint, status, since, failures, recoveries, version, written_at)
       select number, 'UNKNOWN', 0, 0, 0, 0, 0 from endpoints where id <> 'e0'`,
    ),
  ]);
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The midnight of UTC before the start of all tests. */
export const MIDNIGHT = TEST_START - 8 * HOUR;

export async function rollUpAll(now: number): Promise<void> {
  while (await rollUpNextHour(db, { now, timeZone: "UTC" }));
}

/** Three days: an hour down on the first from six, half an hour on the third from one. */
export async function fillThreeDays(now: number) {
  await storeEndpoint("shop", { createdAt: MIDNIGHT });
  await changeStatus(1, "UNKNOWN", "UP", MIDNIGHT);
  await changeStatus(1, "UP", "DOWN", MIDNIGHT + 6 * HOUR);
  await changeStatus(1, "DOWN", "UP", MIDNIGHT + 7 * HOUR);
  await changeStatus(1, "UP", "DOWN", MIDNIGHT + 2 * DAY + HOUR);
  await changeStatus(1, "DOWN", "UP", MIDNIGHT + 2 * DAY + 1.5 * HOUR);
  const isDown = (when: number) =>
    (when >= MIDNIGHT + 6 * HOUR && when < MIDNIGHT + 7 * HOUR) ||
    (when >= MIDNIGHT + 2 * DAY + HOUR && when < MIDNIGHT + 2 * DAY + 1.5 * HOUR);
  await fillTicks(
    minutes(MIDNIGHT, now).map((when) => ({
      at: when,
      checks: [isDown(when) ? numberedCheck(1, "DOWN", 5) : numberedCheck(1, "UP", 100 + ((when / 60_000) % 60))],
    })),
  );
}

/** A history of so many days of all endpoints: what the tables would hold then. */
export async function fillLongHistory(now: number, endpoints: number, days: number) {
  const numbers = Array.from({ length: endpoints }, (_, index) => index + 1);
  const packed = packBars(
    numbers.map((number) => ({
      number,
      coveredSeconds: 86_400,
      downtimeSeconds: number % 50 ? 0 : 60,
      worst: number % 50 ? "UP" : "DOWN",
      hadMaintenance: false,
      incidents: number % 50 ? 0 : 1,
    })),
  );
  const bad = Math.min(50, endpoints - 1);
  const hex = Buffer.from(packed).toString("hex");
  const names = Array.from({ length: days }, (_, index) =>
    new Date(now - (index + 1) * DAY).toISOString().slice(0, 10),
  );
  const json = JSON.stringify(names);
  const rollup = "0, 0, 0, 0, 86400000, 0, 0, 0, 0, null, null, x''";
  await bindings.DB.batch([
    bindings.DB.prepare("insert into bars select value, unhex(?) from json_each(?)").bind(
      hex,
      json,
    ),
    bindings.DB.prepare(`insert into days select 1, value, ${rollup} from json_each(?)`).bind(json),
    bindings.DB.prepare(`insert into hours select 1, value, ${rollup} from json_each(?)`).bind(
      JSON.stringify(hoursBefore(now, Math.min(days, 90))),
    ),
    bindings.DB.prepare("insert into rollups values (1, ?, ?)").bind(
      Math.floor(now / HOUR) - 1,
      now,
    ),
    bindings.DB.prepare("update status set status = 'UP', since = 0"),
    bindings.DB.prepare("update endpoints set slo_target = 0.999 where id = 'e0'"),
    // A bad day: many changed several times, and the monitoring itself was away now and then.
    bindings.DB.prepare(
      `insert into transitions (endpoint, from_status, to_status, at, since)
       select 2 + value % ?3, iif(value / ?3 % 2, 'UP', 'DOWN'), iif(value / ?3 % 2, 'DOWN', 'UP'),
         ?1 - value * 160000, ?1 - value * 160000
       from json_each(?2)`,
    ).bind(now, JSON.stringify(Array.from({ length: 250 }, (_, index) => index)), bad),
    bindings.DB.prepare(
      "insert into gaps select ?1 - value * 86400000, ?1 - value * 86400000 + 300000 from json_each(?2)",
    ).bind(now - 60_000, JSON.stringify(Array.from({ length: days }, (_, index) => index))),
  ]);
  await fillTicks(
    minutes(now - 2 * HOUR, now).map((when) => ({
      at: when,
      checks: numbers.map((number) => numberedCheck(number, "UP", 50 + (number % 100))),
    })),
  );
}

const hoursBefore = (now: number, days: number) =>
  Array.from({ length: days * 24 }, (_, index) => Math.floor(now / HOUR) - 1 - index);
