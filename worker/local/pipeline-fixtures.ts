import type { Endpoint } from "../domain/endpoint";
import type { Observation } from "../domain/observation";
import type { Checked } from "../domain/outcome";
import { judge } from "../domain/verdict";
import type { TickPorts } from "../ports";
import { loadChosen, loadDue } from "../store/due";
import { recall } from "../store/recall";
import { claimTick, storeTick } from "../store/ticks";
import { bindings, db } from "./workerd-fixtures";

/** The pipeline on the real database, with one part exchanged. Unless exchanged, all is well. */
export const ports = (exchanged: Partial<TickPorts> = {}): TickPorts => ({
  claim: (at) => claimTick(db, { at, source: "cron", now: at }),
  loadDue: (at, died) => loadDue(db, [at, ...died]),
  probe: allAnswer,
  lostNetwork: () => Promise.resolve(new Set()),
  recall: (endpoints, moment) => recall(db, endpoints, moment),
  store: (claim, outcomes, before) => storeTick(db, claim, { outcomes, before, now: claim.at }),
  willTell: () => Promise.resolve(() => Promise.resolve()),
  publish: () => Promise.resolve(),
  notify: () => Promise.resolve(),
  lookAgain: () => Promise.resolve(),
  ...exchanged,
});

export const FAILED = { outcome: "failed", failure: "unreachable", responseTime: 1 } as const;
export const ANSWERED = {
  outcome: "answered",
  statusCode: 200,
  responseTime: 1,
  assertions: [],
} satisfies Observation;

/** What a probe that asks nobody says of an endpoint. */
export const checkedAs = (endpoint: Endpoint, observation: Observation, at: number): Checked => {
  const verdict = judge(endpoint, observation);
  return { endpoint, looks: [{ at, region: null, observation, verdict }], verdict };
};

/** Probes that ask nobody: each endpoint is seen as `observe` says. */
export const seeEach = (observe: (endpoint: Endpoint) => Observation): TickPorts["probe"] =>
  async function* (due, at) {
    await Promise.resolve();
    yield due.map(({ endpoint }) => checkedAs(endpoint, observe(endpoint), at));
  };
export const allFail = seeEach(() => FAILED);
export const allAnswer = seeEach(() => ANSWERED);

/** What is remembered of one endpoint, as a tick would have read it at this moment. */
export async function rememberedNow(id: string, at: number) {
  const due = await loadChosen(db, [id]);
  return recall(
    db,
    due.map(({ endpoint }) => endpoint),
    { at, pending: new Set() },
  );
}

export const rows = async <Row>(sql: string) => (await bindings.DB.prepare(sql).all<Row>()).results;

export const count = async (table: string) =>
  (await rows<{ count: number }>(`select count(*) as count from ${table}`))[0]!.count;
