import { barOf, packBars } from "../worker/domain/history/bars";
import { dayAfter, dayOf, dayPeriod, daysBetween } from "../worker/domain/time-zone";
import { packHistogram } from "../worker/domain/history/histogram";
import type { EndpointKind } from "../worker/domain/checks/kinds";
import { incidentId } from "../worker/domain/incidents/incident";
import {
  mergeRollups,
  rollUp,
  clipTimeline,
  type Rollup,
  type TimedCheck,
} from "../worker/domain/history/rollup";
import { packChecks } from "../worker/domain/history/packed-checks";
import { HOUR_MS, MINUTE_MS } from "../worker/domain/schedule";
import { statusIntervals, type Period } from "../worker/domain/status/uptime";

const DAYS = 90;
const DAY_MS = 24 * HOUR_MS;
/** The monitor itself was away for a night. */
const MONITORING_GAP = { daysAgo: 61, fromHour: 2, hours: 5 };
const CHECKS_AN_HOUR = 60;
/** What an outage of each kind of check says. A domain's registration has none: it would be for good. */
const REASONS = {
  http: "expected status 200-299, saw 503",
  websocket: "could not connect",
  tcp: "could not connect",
  dns: "the resolver did not answer properly",
  certificate: "could not connect",
  domain: null,
  heartbeat: "no report within 90 s",
} satisfies Record<EndpointKind, string | null>;

export type DemoEndpoint = { number: number; id: string; name: string; kind: EndpointKind };

/** Rows of the tables, by column, as the product itself would have written them in ninety days. */
export type DemoHistory = Record<string, Record<string, unknown>[]>;

/** Ninety believable days of some endpoints: the same for the same endpoints and day. */
export function demoHistory(endpoints: readonly DemoEndpoint[], now: number): DemoHistory {
  const today = dayOf(now, "UTC");
  const from = dayPeriod(dayAfter(today, -DAYS), "UTC").from;
  const end = Math.floor(now / HOUR_MS) * HOUR_MS;
  const gapFrom =
    dayPeriod(dayAfter(today, -MONITORING_GAP.daysAgo), "UTC").from +
    MONITORING_GAP.fromHour * HOUR_MS;
  const gap = { from: gapFrom, to: gapFrom + MONITORING_GAP.hours * HOUR_MS };
  const simulated = endpoints.map((endpoint) => simulateEndpoint(endpoint, { from, to: end }, gap));
  const days = daysBetween(dayAfter(today, -DAYS), dayAfter(today, -1));
  const daily = days.map((day) => ({
    day,
    summaries: simulated.map((endpoint) => simulatedDay(endpoint, dayPeriod(day, "UTC"))),
  }));
  return {
    hourly_rollups: simulated.flatMap(({ endpoint, hours }) =>
      hours.map(({ hour, rollup, incidents }) => ({
        endpoint: endpoint.number,
        hour,
        ...columns(rollup, incidents),
      })),
    ),
    daily_rollups: daily.flatMap(({ day, summaries }) =>
      summaries.map(({ number, rollup, incidents }) => ({
        endpoint: number,
        day,
        ...columns(rollup, incidents),
      })),
    ),
    status_bars: daily.map(({ day, summaries }) => ({ day, data: barsOf(summaries) })),
    transitions: simulated.flatMap(transitionRows),
    incidents: simulated.flatMap(incidentRows),
    monitoring_gaps: [{ started_at: gap.from, ended_at: gap.to }],
    ticks: ticksOf(simulated, now),
    rollup_cursor: [{ id: 1, through_hour: end / HOUR_MS - 1, through_transition: 0 }],
  };
}

type Hour = { hour: number; rollup: Rollup; incidents: number };
type SimulatedEndpoint = {
  endpoint: DemoEndpoint;
  period: Period;
  outages: Period[];
  hours: Hour[];
  baselineMs: number;
};

function simulateEndpoint(endpoint: DemoEndpoint, period: Period, gap: Period): SimulatedEndpoint {
  const chance = seededRandom(endpoint.name);
  const outages = REASONS[endpoint.kind] === null ? [] : simulateOutages(period, chance, gap);
  const transitions = [
    { from: "UNKNOWN" as const, to: "UP" as const, since: period.from + 1 },
    ...outages.flatMap((outage) => [
      { from: "UP" as const, to: "DOWN" as const, since: outage.from },
      { from: "DOWN" as const, to: "UP" as const, since: outage.to },
    ]),
  ];
  const intervals = statusIntervals(transitions, { status: "UP", since: period.from }, period);
  const timeline = { intervals, gaps: [gap], maintenances: [] };
  const baselineMs = 20 + chance() * 180;
  const hours: Hour[] = [];
  for (let hour = period.from / HOUR_MS; hour < period.to / HOUR_MS; hour++) {
    const own = { from: hour * HOUR_MS, to: (hour + 1) * HOUR_MS };
    const isGap = own.from >= gap.from && own.to <= gap.to;
    const checks = isGap ? [] : checksOf(own, outages, baselineMs, chance);
    const incidents = outages.filter(({ from }) => from >= own.from && from < own.to).length;
    hours.push({ hour, rollup: rollUp(checks, clipTimeline(timeline, own)), incidents });
  }
  return { endpoint, period, outages, hours, baselineMs };
}

/** An outage now and then, of some minutes; one long one in the life of some. */
function simulateOutages(period: Period, chance: () => number, gap: Period): Period[] {
  const outages: Period[] = [];
  const everyMs = (6 + 30 * chance()) * DAY_MS;
  for (let at = period.from + chance() * everyMs; at < period.to - DAY_MS;) {
    const isLong = chance() < 0.08;
    const lengthMs = (isLong ? 90 + 120 * chance() : 2 + 25 * chance() ** 2) * MINUTE_MS;
    const from = Math.round(at / MINUTE_MS) * MINUTE_MS;
    const outage = {
      from,
      to: from + Math.max(MINUTE_MS, Math.round(lengthMs / MINUTE_MS) * MINUTE_MS),
    };
    if (outage.to < gap.from || outage.from > gap.to) outages.push(outage);
    at = outage.to + (0.3 + 1.4 * chance()) * everyMs;
  }
  return outages;
}

/** Busier by day than by night, a little slower each week, with a tail. */
function checksOf(
  hour: Period,
  outages: Period[],
  usualMs: number,
  chance: () => number,
): TimedCheck[] {
  const ofDay = (hour.from % DAY_MS) / DAY_MS;
  const busy = 1 + 0.35 * Math.sin(2 * Math.PI * (ofDay - 0.3));
  return Array.from({ length: CHECKS_AN_HOUR }, (_, index): TimedCheck => {
    const at = hour.from + index * MINUTE_MS;
    if (outages.some(({ from, to }) => from <= at && at < to))
      return { status: "DOWN", responseTime: 4 };
    const tail = chance() < 0.02 ? 2 + 4 * chance() : 1;
    return {
      status: "UP",
      responseTime: Math.round(usualMs * busy * tail * (0.85 + 0.3 * chance())),
    };
  });
}

/** The checks of this hour and the one before, one by one. */
function ticksOf(simulated: readonly SimulatedEndpoint[], now: number) {
  const first = (Math.floor(now / HOUR_MS) - 1) * HOUR_MS;
  const checks = simulated.map(({ endpoint, outages, baselineMs }) => {
    const chance = seededRandom(`${endpoint.name} now`);
    const hours = [first, first + HOUR_MS].map((from) => ({ from, to: from + HOUR_MS }));
    return {
      number: endpoint.number,
      answersCode: endpoint.kind === "http",
      timedChecks: hours.flatMap((hour) => checksOf(hour, outages, baselineMs, chance)),
    };
  });
  return Array.from({ length: Math.floor((now - first) / MINUTE_MS) }, (_, minute) => {
    const at = first + minute * MINUTE_MS;
    const { results, errorMessages, regions } = packChecks(
      checks.map(({ number, answersCode, timedChecks }) => {
        const { status, responseTime } = timedChecks[minute]!;
        const statusCode = answersCode ? (status === "DOWN" ? 503 : 200) : null;
        return { number, status, responseTime, statusCode, region: null, errorMessage: null };
      }),
    );
    const jsonColumns = {
      error_messages: JSON.stringify(errorMessages),
      regions: JSON.stringify(regions),
    };
    return { at, source: "clock", lag_ms: 5, stored_at: at, results, ...jsonColumns };
  });
}

function simulatedDay({ endpoint, hours }: SimulatedEndpoint, { from, to }: Period) {
  const own = hours.filter(({ hour }) => hour * HOUR_MS >= from && hour * HOUR_MS < to);
  return {
    number: endpoint.number,
    rollup: mergeRollups(own.map(({ rollup }) => rollup)),
    incidents: own.reduce((sum, { incidents }) => sum + incidents, 0),
  };
}

const barsOf = (summaries: readonly { number: number; rollup: Rollup; incidents: number }[]) =>
  packBars(summaries.map(({ number, rollup, incidents }) => barOf(number, rollup, incidents)));

const transitionRows = ({ endpoint, period, outages }: SimulatedEndpoint) => {
  const transition = (from: string, to: string, at: number) => ({
    endpoint: endpoint.number,
    from_status: from,
    to_status: to,
    at,
    since: at,
    error_message: to === "DOWN" ? REASONS[endpoint.kind] : null,
  });
  return [
    transition("UNKNOWN", "UP", period.from),
    ...outages.flatMap(({ from, to }) => [
      transition("UP", "DOWN", from),
      transition("DOWN", "UP", to),
    ]),
  ];
};

const incidentRows = ({ endpoint, outages }: SimulatedEndpoint) =>
  outages.map(({ from, to }) => ({
    id: incidentId(endpoint.id, from),
    endpoint: endpoint.number,
    started_at: from,
    resolved_at: to,
    failure_count: 2,
    error_message: REASONS[endpoint.kind],
    parent_id: incidentId(endpoint.id, from),
    state: "resolved",
    closed_at: to,
  }));

const columns = (rollup: Rollup, incidents: number) => ({
  up: rollup.up,
  degraded: rollup.degraded,
  down: rollup.down,
  unknown: rollup.unknown,
  monitored_ms: rollup.coveredMs,
  downtime_ms: rollup.downtimeMs,
  maintenance_ms: rollup.maintenanceMs,
  incidents,
  total_ms: rollup.totalMs,
  min_ms: rollup.minMs,
  max_ms: rollup.maxMs,
  latency: packHistogram(rollup.latency),
});

/** Mulberry32, from a name: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function seededRandom(name: string): () => number {
  let state = [...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.codePointAt(0)!, 7);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
