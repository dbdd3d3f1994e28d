import { TICK_MS } from "./domain/schedule";
import type { Env } from "./env";
import { logProblem } from "./log";
import { runTick } from "./pipeline";
import type { ApiPorts, TickPorts } from "./ports";
import { refusedAddress } from "./probe/address";
import { probeShards } from "./probe/shards";
import type { TickSource } from "./protocol/api";
import type { RoomPublication } from "./protocol/frames";
import type { RoomName } from "./protocol/rooms";
import { eventsOf } from "./publish/events";
import { publishEvents, publishStored } from "./publish/publish";
import { listChecks } from "./store/checks";
import { openDatabase } from "./store/database";
import { loadDue, loadOne, recall } from "./store/due";
import {
  countByStatus,
  findEndpoint,
  insertEndpoint,
  listEndpoints,
  pauseEndpoint,
  removeEndpoint,
  updateEndpoint,
} from "./store/endpoints";
import { countIncidents, findIncident, listIncidents } from "./store/incidents";
import { claimTick, lastTick, storeTick, subMinuteIntervals } from "./store/ticks";

/** Env -> ports: the only file where the platform meets the pipeline. */
export function tickPorts(env: Env, ctx: ExecutionContext, source: TickSource): TickPorts {
  const db = openDatabase(env.DB);
  return {
    claim: (at) => claimTick(db, { at, source, now: Date.now() }),
    loadDue: (at) => loadDue(db, at),
    probe: (due, at) => probeShards(due, at, (shard) => ctx.exports.Prober.probe(shard)),
    recall: (endpoints) => recall(db, endpoints),
    store: (claim, outcomes, before) => storeTick(db, claim, { outcomes, before, now: Date.now() }),
    publish: (stored) => publishStored(stored, publishTo(env)),
  };
}

export function apiPorts(env: Env, ctx: ExecutionContext): ApiPorts {
  const db = openDatabase(env.DB);
  const room = (name: RoomName) => env.ROOM.getByName(name);
  return {
    now: Date.now,
    endpoints: {
      list: (filter, page, now) => listEndpoints(db, filter, page, now),
      find: (id, now) => findEndpoint(db, id, now),
      insert: (endpoint) => insertEndpoint(db, endpoint),
      update: (record, changes) => updateEndpoint(db, record, changes),
      pause: (id, at) => pauseEndpoint(db, id, at),
      remove: (endpoint) => removeEndpoint(db, endpoint),
      countByStatus: () => countByStatus(db),
    },
    checks: { list: (endpoint, period, page) => listChecks(db, endpoint, period, page) },
    incidents: {
      list: (filter, page) => listIncidents(db, filter, page),
      find: (id) => findIncident(db, id),
      count: (since) => countIncidents(db, since),
    },
    ticks: { last: () => lastTick(db), subMinuteIntervals: () => subMinuteIntervals(db) },
    rooms: {
      position: (name) => room(name).position(),
      connect: (name, request) => room(name).fetch(request),
      publish: (names, events) => publishEvents(names, events, publishTo(env)),
      close: (name) => room(name).end(),
    },
    checkNow: (id) => checkNow(env, ctx, id),
    eventsOf,
    refusedAddress: (url) =>
      refusedAddress(url, { allowPrivate: env.ALLOW_PRIVATE_TARGETS === "true" }),
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

/** The whole pipeline, for one endpoint, at an instant that is no tick of the schedule. */
async function checkNow(env: Env, ctx: ExecutionContext, endpointId: string) {
  const loadChosen = () => loadOne(openDatabase(env.DB), endpointId);
  const ports = { ...tickPorts(env, ctx, "manual"), loadDue: loadChosen };
  for (let at = Date.now(); ; at++) {
    if (at % TICK_MS === 0) continue;
    const report = await runTick(ports, at);
    if (report.taken) return report.checks[0]?.record ?? null;
  }
}

const publishTo = (env: Env) => async (room: RoomName, publication: RoomPublication) =>
  (await env.ROOM.getByName(room).publish(publication)) as RoomName[];
