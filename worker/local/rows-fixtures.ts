import { bindings } from "./workerd-fixtures";

type Answer = { meta?: { rows_read?: number; rows_written?: number } };
type Fetcher = { fetch(...args: unknown[]): Promise<Response> };

/**
 * What some work reads and writes by D1's own counters. They are in every answer of the database,
 * but not all ways to ask hand them out: so they are read where the answers come in.
 */
export async function countRows<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; read: number; written: number }> {
  const counted = { read: 0, written: 0 };
  const result = await interceptQueries(
    (real) =>
      async (...args) => {
        const response = await real.fetch(...args);
        const answers = [await response.clone().json<Answer | Answer[]>()].flat();
        for (const { meta } of answers) {
          counted.read += meta?.rows_read ?? 0;
          counted.written += meta?.rows_written ?? 0;
        }
        return response;
      },
    work,
  );
  return { result, ...counted };
}

/** Work whose invocation is killed after so many queries; true where it needed no more. */
export async function runAndKillAfter(queries: number, work: () => Promise<unknown>): Promise<boolean> {
  let asked = 0;
  const killed = new Error("killed");
  try {
    await interceptQueries(
      (real) =>
        (...args) =>
          ++asked > queries ? Promise.reject(killed) : real.fetch(...args),
      work,
    );
  } catch (problem) {
    if (asked <= queries) throw problem;
  }
  return asked <= queries;
}

/** All that is asked of the database while some work is done goes by here. */
async function interceptQueries<Result>(
  way: (real: Fetcher) => Fetcher["fetch"],
  work: () => Promise<Result>,
): Promise<Result> {
  const { alwaysPrimarySession: session } = bindings.DB as unknown as {
    alwaysPrimarySession: { fetcher: Fetcher };
  };
  const real = session.fetcher;
  session.fetcher = { fetch: way(real) };
  try {
    return await work();
  } finally {
    session.fetcher = real;
  }
}
