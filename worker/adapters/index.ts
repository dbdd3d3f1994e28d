import type { Endpoint } from "../domain/checks/endpoint";
import type { Instant } from "../domain/instant";
import { aggregateVerdicts } from "../domain/checks/quorum";
import { TICK_MS } from "../domain/schedule";
import type { Env } from "../env";
import { logError } from "../log";
import { adminCredentialId } from "../auth/admin-session";
import { adminToken, oidcSettings } from "../auth/settings";
import { runTick } from "../pipeline";
import type { ApiPorts, DueEndpoint, TickPorts, DryRun } from "../ports";
import { validateAddress } from "../probe/net/address";
import { validateAssertion } from "../probe/engine/assertions";
import { checkConnectivity } from "../probe/engine/connectivity";
import { addressPolicy } from "../probe/net/address-policy";
import { probeShards, taskOf, type Probers } from "../probe/shards";
import { encryptSecrets } from "../secrets/endpoint-secrets";
import type { DryRunStep } from "../protocol/api";
import type { TickSource } from "../protocol/tick-source";
import { eventsForChange, incidentUpdatedEvent, maintenanceEvent } from "../publish/events";
import { publishTick } from "../publish/publish";
import { clearEndedAccess } from "../store/access";
import { loadDailyBars, loadMergedDailyBars } from "../store/status-bars";
import { listChecks } from "../store/checks";
import { cleanUp } from "../store/clean-up";
import { countCorruptRows } from "../store/corrupt-rows";
import { openDatabase } from "../store/database";
import { loadByIds, loadDueEndpoints, loadForRetry } from "../store/due-endpoints";
import { exportChecks, exportIncidents, exportUptime } from "../store/exports";
import { checkHeartbeats } from "../store/heartbeats";
import { loadDailyHistory, loadExactDurations, loadHourlyHistory } from "../store/history";
import { incidentPorts } from "../store/incident-ports";
import { loadLastHours } from "../store/last-hours";
import {
  findMaintenance,
  insertMaintenance,
  listMaintenances,
  removeMaintenance,
  updateMaintenance,
} from "../store/maintenances";
import { loadSnapshots } from "../store/snapshots";
import { reencryptAll } from "../store/reencrypt";
import { rollUpNextHour } from "../store/rollups";
import { loadSettings, saveSettings } from "../store/settings";
import { findVersion } from "../store/versions";
import { endpointPorts, heartbeatPorts } from "./endpoints";
import { claimTick, loadLastTick, storeTick, loadSubMinuteIntervals } from "../store/ticks";
import { limitPorts } from "./limits";
import { notificationPorts, scheduleDispatch } from "./notifications";
import { pagePorts } from "./pages";
import { disconnectSessions, roomPorts, publishDeps, beginPublish } from "./rooms";
import { timeZoneOf } from "./time-zone";

/** Env -> ports: the only file where the platform meets the pipeline. */
export function tickPorts(env: Env, ctx: ExecutionContext, source: TickSource): TickPorts {
  const db = openDatabase(env.DB);
  return {
    claim: (at) => claimTick(db, { at, source, now: Date.now() }),
    loadDueEndpoints: (at, abandoned) => loadDueEndpoints(db, [at, ...abandoned]),
    probe: (due, at) => probeAll(env, ctx, due, at),
    checkConnectivity: (failed) =>
      checkConnectivity(failed, addressPolicy(env), env.CONNECTIVITY_CHECK_URLS),
    loadSnapshots: (endpoints, moment) => loadSnapshots(db, endpoints, moment),
    store: (claim, outcomes, before) => storeTick(db, claim, { outcomes, before, now: Date.now() }),
    beginPublish: () => beginPublish(env),
    publish: (stored) => publishTick(stored, publishDeps(env)),
    notify: ({ hasEvents }) => (hasEvents ? scheduleDispatch(env) : Promise.resolve()),
    scheduleRetries: (endpoints) => scheduleRetries(env, endpoints),
  };
}

/** What reports by itself is read from the database, all else is asked. */
async function* probeAll(env: Env, ctx: ExecutionContext, due: DueEndpoint[], at: Instant) {
  const { heartbeat = [], asked: probed = [] } = Object.groupBy(due, ({ endpoint }) =>
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
    dispatch: (shards, index) => env.PROBE_FANOUT.getByName(`${index}`).probe(shards),
  };
  for await (const checked of probeShards(probed, at, probers)) {
    yield [...reported, ...checked];
    reported = [];
  }
}

/** Never throws: what is not looked at again at once has its next tick. */
async function scheduleRetries(env: Env, endpoints: Endpoint[]): Promise<void> {
  const now = Date.now();
  const retries = endpoints.map(({ id, retryDelaySeconds }) => ({
    endpointId: id,
    at: now + (retryDelaySeconds ?? 0) * 1_000,
  }));
  try {
    await env.CLOCK.getByName("clock").scheduleRetries(retries);
  } catch (problem) {
    logError("retry", problem);
  }
}

/** `ownHost` is where this request came in: this instance is not to check itself. */
export function apiPorts(env: Env, ctx: ExecutionContext, ownHost?: string): ApiPorts {
  const db = openDatabase(env.DB);
  const timeZone = timeZoneOf(env);
  const waitUntil = (work: Promise<unknown>) =>
    ctx.waitUntil(work.catch((problem: unknown) => logError("afterwards", problem)));
  return {
    ...notificationPorts(env, ownHost),
    now: Date.now,
    endpoints: endpointPorts(db, env),
    heartbeats: heartbeatPorts(db, env),
    limits: limitPorts(db, env),
    history: {
      timeZone,
      days: (query) => loadDailyHistory(db, { ...query, timeZone }),
      bars: (records, first, now) => loadDailyBars(db, records, { first, now, timeZone }),
      mergedBars: (first, now) => loadMergedDailyBars(db, { first, now, timeZone }),
      lastHours: (records, now) => loadLastHours(db, records, now),
      hours: (record, from, now) => loadHourlyHistory(db, record, { from, now }),
      exactDurations: (record, period) => loadExactDurations(db, record, period),
    },
    countCorruptRows: () => countCorruptRows(db),
    exports: {
      checks: (query) => exportChecks(db, query),
      incidents: (query) => exportIncidents(db, query),
      uptime: (query) => exportUptime(db, { ...query, timeZone }),
    },
    maintenances: {
      list: (page) => listMaintenances(db, page),
      find: (id) => findMaintenance(db, id),
      insert: (maintenance) => insertMaintenance(db, maintenance),
      update: (id, changes, edit) => updateMaintenance(db, id, changes, edit),
      remove: (id, edit) => removeMaintenance(db, id, edit),
    },
    pages: pagePorts(env),
    checks: { list: (endpoint, period, page) => listChecks(db, endpoint, period, page) },
    incidents: incidentPorts(db),
    settings: {
      load: () => loadSettings(db),
      save: (changes, edit) => saveSettings(db, changes, edit),
    },
    versions: { find: (kind, id) => findVersion(db, kind, id) },
    ticks: { last: () => loadLastTick(db), subMinuteIntervals: () => loadSubMinuteIntervals(db) },
    rooms: roomPorts(env, waitUntil),
    runManualCheck: (id) => runManualCheck(env, ctx, id),
    dryRun: async (endpoint) => dryRunCheck(ctx, await encryptSecrets(endpoint, env)),
    reencryptSecrets: () => reencryptAll(db, env),
    eventsForChange,
    maintenanceEvent,
    incidentEvent: incidentUpdatedEvent,
    validateAddress: (url, kind) => validateAddress(url, kind, addressPolicy(env, ownHost)),
    validateAssertion,
    wakeClock: () => env.CLOCK.getByName("clock").wake(),
    waitUntil,
  };
}

/** The whole pipeline, for chosen endpoints, at an instant that is no tick of the schedule. */
export async function runUnscheduledTick(
  env: Env,
  ctx: ExecutionContext,
  { endpointIds, source }: { endpointIds: string[]; source: "manual" | "retry" },
) {
  const db = openDatabase(env.DB);
  const loadDueEndpoints = (at: Instant) =>
    source === "retry" ? loadForRetry(db, endpointIds, at) : loadByIds(db, endpointIds);
  const ports = { ...tickPorts(env, ctx, source), loadDueEndpoints };
  for (let at = Date.now(); ; at++) {
    if (at % TICK_MS === 0) continue;
    const report = await runTick(ports, at);
    if (report.isClaimed) return report;
  }
}

/** Hours that one invocation rolls up at most: a backlog goes on with the next. */
const MAX_HOURS_PER_RUN = 12;

/** Rolls up what is over; answers the hours. */
export async function runRollups(env: Env): Promise<number[]> {
  const [db, timeZone] = [openDatabase(env.DB), timeZoneOf(env)];
  const hours: number[] = [];
  while (hours.length < MAX_HOURS_PER_RUN) {
    const rolled = await rollUpNextHour(db, { now: Date.now(), timeZone });
    if (!rolled) break;
    hours.push(rolled.hour);
  }
  await clearAccess(env);
  return hours;
}

/** Clears away what people left behind; sockets end with their sessions. */
export async function runCleanUp(env: Env): Promise<void> {
  const ended = await cleanUp(openDatabase(env.DB), Date.now());
  await Promise.all(ended.map((listener) => disconnectSessions(env, listener)));
}

/** What is over, or was let in by settings that are others now, goes with its sockets. */
export async function clearAccess(env: Env): Promise<void> {
  const token = adminToken(env);
  const ended = await clearEndedAccess(env.DB, {
    now: Date.now(),
    credentialId: token === null ? null : await adminCredentialId(token),
    provider: oidcSettings(env)?.issuer ?? null,
  });
  await Promise.all(ended.map((listener) => disconnectSessions(env, listener)));
}

/** Null where it is gone or paused, has never reported, or the check was lost. */
async function runManualCheck(env: Env, ctx: ExecutionContext, endpointId: string) {
  const { checks } = await runUnscheduledTick(env, ctx, {
    endpointIds: [endpointId],
    source: "manual",
  });
  return checks[0]?.records[0] ?? null;
}

/** Settings that are not stored, tried from everywhere; null where the platform failed. */
async function dryRunCheck(ctx: ExecutionContext, endpoint: Endpoint): Promise<DryRun | null> {
  const { results } = await ctx.exports.Prober.dryRun(taskOf(endpoint));
  if (results.length === 0) return null;
  const at = Date.now();
  const checks = results.map(({ steps: _, ...result }) => ({ at, ...result }));
  const checked = { endpoint, results: checks, verdict: aggregateVerdicts(checks, endpoint) };
  return { checked, steps: (results[0]?.steps ?? []) as DryRunStep[] };
}
