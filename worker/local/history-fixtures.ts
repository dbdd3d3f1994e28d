import { packChecks, type NumberedCheck } from "../domain/packed-checks";
import type { Status } from "../domain/status";
import { bindings } from "./workerd-fixtures";

type Tick = { at: number; checks: NumberedCheck[] };

/** Ticks as if they had happened, many at once: their rows and nothing that follows from them. */
export async function fillTicks(ticks: readonly Tick[]): Promise<void> {
  const PER_STATEMENT = 2_000;
  for (let start = 0; start < ticks.length; start += PER_STATEMENT) {
    const part = ticks.slice(start, start + PER_STATEMENT).map(({ at, checks }) => {
      const { results, notes } = packChecks(checks);
      return [at, Buffer.from(results).toString("hex"), notes];
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

export const seen = (
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
export async function move(endpoint: number, from: Status, to: Status, at: number): Promise<void> {
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
            "insert into incidents (id, endpoint, started_at, failure_count) values (?, ?, ?, 1)",
            `${endpoint}-${at}`,
            endpoint,
            at,
          ),
        ]
      : []),
    ...(from === "DOWN"
      ? [
          run(
            "update incidents set resolved_at = ? where endpoint = ? and resolved_at is null",
            at,
            endpoint,
          ),
        ]
      : []),
  ]);
}
