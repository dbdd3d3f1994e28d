import type { Endpoint } from "./domain/endpoint";
import type { Instant } from "./domain/instant";
import { agree } from "./domain/quorum";
import { TICK_MS } from "./domain/schedule";
import type { Env } from "./env";
import { logProblem } from "./log";
import { runTick } from "./pipeline";
import type { ApiPorts, Due, TickPorts, Tried } from "./ports";
import { refusedAddress } from "./probe/address";
import { refusedAssertion } from "./probe/assertions";
import { lostNetwork } from "./probe/own-network";
import { addressPolicy } from "./probe/policy";
import { probeShards, taskOf, type Probers } from "./probe/shards";
import { sealSecrets } from "./sealing/endpoint";
import type { TriedStep } from "./protocol/api";
import type { TickSource } from "./protocol/tick-source";
import { eventsOf, incidentUpdated, maintenanceEvent } from "./publish/events";
import { publishStored } from "./publish/publish";
import { dailyBars, dailyBarsOfAll } from "./store/bars";
import { listChecks } from "./store/checks";
import { countDamage } from "./store/damage";
import { openDatabase } from "./store/database";
import { loadChosen, loadDue, loadFailed } from "./store/due";
import { exportChecks, exportIncidents, exportUptime } from "./store/exports";
import { checkHeartbeats } from "./store/heartbeats";
import { dailyHistory, exactTimes, hourlyHistory } from "./store/history";
import { incidentPorts } from "./store/incident-ports";
import { lastHours } from "./store/last-hours";
import {
  findMaintenance,
  insertMaintenance,
  listMaintenances,
  removeMaintenance,
  updateMaintenance,
} from "./store/maintenances";
import { recall } from "./store/recall";
import { reseal } from "./store/reseal";
import { rollUpNext } from "./store/rollups";
import { loadSettings, saveSettings } from "./store/settings";
import { endpointPorts, heartbeatPorts } from "./wiring/sealed";
import { claimTick, lastTick, storeTick, subMinuteIntervals } from "./store/ticks";
import { notifyingPorts, wakeNotifier } from "./wiring/notifying";
import { pagePorts } from "./wiring/pages";
import { roomPorts, telling, willTell } from "./wiring/rooms";
import { timeZoneOf } from "./wiring/time-zone";

/** Env -> ports: the only file where the platform meets the pipeline. */
export function tickPorts(env: Env, ctx: ExecutionContext, source: TickSource): TickPorts {
  const db = openDatabase(env.DB);
  return {
    claim: (at) => claimTick(db, { at, source, now: Date.now() }),
    loadDue: (at, died) => loadDue(db, [at, ...died]),
    probe: (due, at) => probeAll(env, ctx, due, at),
    lostNetwork: (failed) => lostNetwork(failed, addressPolicy(env), env.SELF_CHECK_URLS),
    recall: (endpoints, moment) => recall(db, endpoints, moment),
    store: (claim, outcomes, before) => storeTick(db, claim, { outcomes, before, now: Date.now() }),
    willTell: () => willTell(env),
    publish: (stored) => publishStored(stored, telling(env)),
    notify: ({ hasNews }) => (hasNews ? wakeNotifier(env) : Promise.resolve()),
    lookAgain: (endpoints) => lookAgain(env, endpoints),
  };
}

/** What reports by itself is read from the database, all else is asked. */
async function* probeAll(env: Env, ctx: ExecutionContext, due: Due[], at: Instant) {
  const { heartbeat = [], asked = [] } = Object.groupBy(due, ({ endpoint }) =>
    endpoint.kind === "heartbeat" ? "heartbeat" : "asked",
  );
  const db = openDatabase(env.DB);
  let reported = await checkHeartbeats(
    db,
    heartbeat.map(({ endpoint }) => endpoint),
    at,
  );
  const probers: Probers = {
    probe: (shard) => ctx.exports.Prober.probe(shard),
    dispatch: (shards, index) => env.DISPATCHER.getByName(`${index}`).probe(shards),
  };
  for await (const checked of probeShards(asked, at, probers)) {
    yield [...reported, ...checked];
    reported = [];
  }
}

/** Never throws: what is not looked at again at once has its next tick. */
async function lookAgain(env: Env, endpoints: Endpoint[]): Promise<void> {
  const now = Date.now();
  const retries = endpoints.map(({ id, retryDelaySeconds }) => ({
    endpointId: id,
    at: now + (retryDelaySeconds ?? 0) * 1_000,
  }));
  try {
    await env.CLOCK.getByName("clock").lookAgain(retries);
  } catch (problem) {
    logProblem("retry", problem);
  }
}

/** `ownHost` is where this request came in: this instance is not to check itself. */
export function apiPorts(env: Env, ctx: ExecutionContext, ownHost?: string): ApiPorts {
  const db = openDatabase(env.DB);
  const timeZone = timeZoneOf(env);
  return {
    ...notifyingPorts(env, ownHost),
    now: Date.now,
    endpoints: endpointPorts(db, env),
    heartbeats: heartbeatPorts(db, env),
    history: {
      timeZone,
      days: (asked) => dailyHistory(db, { ...asked, timeZone }),
      bars: (records, first, now) => dailyBars(db, records, { first, now, timeZone }),
      barsOfAll: (first, now) => dailyBarsOfAll(db, { first, now, timeZone }),
      lastHours: (records, now) => lastHours(db, records, now),
      hours: (record, from, now) => hourlyHistory(db, record, { from, now }),
      exact: (record, period) => exactTimes(db, record, period),
    },
    damagedRows: () => countDamage(db),
    exports: {
      checks: (asked) => exportChecks(db, asked),
      incidents: (asked) => exportIncidents(db, asked),
      uptime: (asked) => exportUptime(db, { ...asked, timeZone }),
    },
    maintenances: {
      list: (page) => listMaintenances(db, page),
      find: (id) => findMaintenance(db, id),
      insert: (maintenance) => insertMaintenance(db, maintenance),
      update: (id, changes) => updateMaintenance(db, id, changes),
      remove: (id) => removeMaintenance(db, id),
    },
    pages: pagePorts(env),
    checks: { list: (endpoint, period, page) => listChecks(db, endpoint, period, page) },
    incidents: incidentPorts(db),
    settings: { load: () => loadSettings(db), save: (changes) => saveSettings(db, changes) },
    ticks: { last: () => lastTick(db), subMinuteIntervals: () => subMinuteIntervals(db) },
    rooms: roomPorts(env),
    checkNow: (id) => checkNow(env, ctx, id),
    tryCheck: async (endpoint) => tryCheck(ctx, await sealSecrets(endpoint, env)),
    reseal: () => reseal(db, env),
    eventsOf,
    maintenanceEvent,
    incidentEvent: incidentUpdated,
    refusedAddress: (url, kind) => refusedAddress(url, kind, addressPolicy(env, ownHost)),
    refusedAssertion,
    wakeClock: () => env.CLOCK.getByName("clock").wake(),
    afterwards: (work) => {
      ctx.waitUntil(
        work.catch((problem: unknown) => {
          logProblem("afterwards", problem);
        }),
      );
    },
  };
}

/** The whole pipeline, for chosen endpoints, at an instant that is no tick of the schedule. */
export async function runOffSchedule(
  env: Env,
  ctx: ExecutionContext,
  { endpointIds, source }: { endpointIds: string[]; source: "manual" | "retry" },
) {
  const db = openDatabase(env.DB);
  const loadDue = (at: Instant) =>
    source === "retry" ? loadFailed(db, endpointIds, at) : loadChosen(db, endpointIds);
  const ports = { ...tickPorts(env, ctx, source), loadDue };
  for (let at = Date.now(); ; at++) {
    if (at % TICK_MS === 0) continue;
    const report = await runTick(ports, at);
    if (report.taken) return report;
  }
}

/** Hours that one invocation rolls up at most: a backlog goes on with the next. */
const HOURS_AT_ONCE = 12;

/** Rolls up what is over; answers the hours. */
export async function rollUpPast(env: Env): Promise<number[]> {
  const [db, timeZone] = [openDatabase(env.DB), timeZoneOf(env)];
  const hours: number[] = [];
  while (hours.length < HOURS_AT_ONCE) {
    const rolled = await rollUpNext(db, { now: Date.now(), timeZone });
    if (!rolled) break;
    hours.push(rolled.hour);
  }
  return hours;
}

/** Null where it is gone or paused, has never reported, or the check was lost. */
async function checkNow(env: Env, ctx: ExecutionContext, endpointId: string) {
  const { checks } = await runOffSchedule(env, ctx, {
    endpointIds: [endpointId],
    source: "manual",
  });
  return checks[0]?.records[0] ?? null;
}

/** Settings that are not stored, tried from everywhere; null where the platform failed. */
async function tryCheck(ctx: ExecutionContext, endpoint: Endpoint): Promise<Tried | null> {
  const { looks } = await ctx.exports.Prober.tryOut(taskOf(endpoint));
  if (looks.length === 0) return null;
  const at = Date.now();
  const checks = looks.map(({ steps: _, ...look }) => ({ at, ...look }));
  const checked = { endpoint, looks: checks, verdict: agree(checks, endpoint) };
  return { checked, steps: (looks[0]?.steps ?? []) as TriedStep[] };
}
