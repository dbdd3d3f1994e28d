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
  const { alwaysPrimarySession: session } = bindings.DB as unknown as {
    alwaysPrimarySession: { fetcher: Fetcher };
  };
  const real = session.fetcher;
  const counted = { read: 0, written: 0 };
  session.fetcher = {
    async fetch(...args) {
      const response = await real.fetch(...args);
      const answers = [await response.clone().json<Answer | Answer[]>()].flat();
      for (const { meta } of answers) {
        counted.read += meta?.rows_read ?? 0;
        counted.written += meta?.rows_written ?? 0;
      }
      return response;
    },
  };
  try {
    return { result: await work(), ...counted };
  } finally {
    session.fetcher = real;
  }
}
