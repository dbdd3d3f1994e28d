import type { Endpoint } from "../domain/endpoint";
import type { Observation } from "../domain/observation";
import type { CompletedCheck } from "../domain/outcome";
import { judge } from "../domain/verdict";
import type { TickPorts } from "../ports";
import { loadByIds, loadDueEndpoints } from "../store/due";
import { loadSnapshots } from "../store/recall";
import { claimTick, storeTick } from "../store/ticks";
import { bindings, db } from "./workerd-fixtures";

/** The pipeline on the real database, with one part exchanged. Unless exchanged, all is well. */
export const tickPortsWith = (exchanged: Partial<TickPorts> = {}): TickPorts => ({
  claim: (at) => claimTick(db, { at, source: "cron", now: at }),
  loadDueEndpoints: (at, died) => loadDueEndpoints(db, [at, ...died]),
  probe: allAnswer,
  checkConnectivity: () => Promise.resolve(new Set()),
  loadSnapshots: (endpoints, moment) => loadSnapshots(db, endpoints, moment),
  store: (claim, outcomes, before) => storeTick(db, claim, { outcomes, before, now: claim.at }),
  beginPublish: () => Promise.resolve(() => Promise.resolve()),
  publish: () => Promise.resolve(),
  notify: () => Promise.resolve(),
  scheduleRetries: () => Promise.resolve(),
  ...exchanged,
});

export const FAILED_OBSERVATION = { outcome: "failed", failure: "unreachable", responseTime: 1 } as const;
export const ANSWERED_OBSERVATION = {
  outcome: "answered",
  statusCode: 200,
  responseTime: 1,
  assertions: [],
} satisfies Observation;

/** What a probe that asks nobody says of an endpoint. */
export const completedCheckOf = (endpoint: Endpoint, observation: Observation, at: number): CompletedCheck => {
  const verdict = judge(endpoint, observation);
  return { endpoint, results: [{ at, region: null, observation, verdict }], verdict };
};

/** Probes that ask nobody: each endpoint is seen as `observe` says. */
export const probeEach = (observe: (endpoint: Endpoint) => Observation): TickPorts["probe"] =>
  async function* (due, at) {
    await Promise.resolve();
    yield due.map(({ endpoint }) => completedCheckOf(endpoint, observe(endpoint), at));
  };
export const allFail = probeEach(() => FAILED_OBSERVATION);
export const allAnswer = probeEach(() => ANSWERED_OBSERVATION);

/** What is remembered of one endpoint, as a tick would have read it at this moment. */
export async function snapshotNow(id: string, at: number) {
  const due = await loadByIds(db, [id]);
  return loadSnapshots(
    db,
    due.map(({ endpoint }) => endpoint),
    { at, pending: new Set() },
  );
}

export const queryRows = async <Row>(sql: string) => (await bindings.DB.prepare(sql).all<Row>()).results;

export const countRowsIn = async (table: string) =>
  (await queryRows<{ count: number }>(`select count(*) as count from ${table}`))[0]!.count;
