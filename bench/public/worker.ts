import type { Env } from "../../worker/env";
import worker from "../../worker/index";

export * from "../../worker/index";

type QueryResult = { meta?: { rows_read?: number } };
type Fetcher = { fetch(...args: unknown[]): Promise<Response> };
type Session = { fetcher: Fetcher };

const readCounters = { queries: 0, rows: 0 };
let isCounting = false;

/** Pharos as it is, and at `/counted` what the database has read since that was asked last. */
export default {
  ...worker,
  fetch(request, env, ctx) {
    if (!isCounting) countReads(env);
    if (new URL(request.url).pathname !== "/counted") return worker.fetch(request, env, ctx);
    const answer = Response.json(readCounters);
    Object.assign(readCounters, { queries: 0, rows: 0 });
    return answer;
  },
} satisfies ExportedHandler<Env>;

/** By D1's own counters, which are in every answer of it. */
function countReads(env: Env): void {
  isCounting = true;
  const { alwaysPrimarySession: session } = env.DB as unknown as { alwaysPrimarySession: Session };
  const real = session.fetcher;
  session.fetcher = {
    async fetch(...args) {
      const response = await real.fetch(...args);
      const answers = [await response.clone().json<QueryResult | QueryResult[]>()].flat();
      for (const { meta } of answers) {
        readCounters.queries++;
        readCounters.rows += meta?.rows_read ?? 0;
      }
      return response;
    },
  };
}
