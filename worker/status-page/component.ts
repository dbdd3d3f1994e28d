import { uptimeRatio } from "../domain/status/uptime";
import type { Bar } from "../domain/history/bars";
import type { Day } from "../domain/time-zone";
import type { Impact } from "../domain/incidents/actions";
import { toIso } from "../domain/instant";
import {
  componentStatus,
  type Component,
  type ComponentStatus,
  type DisplayedStatus,
} from "../domain/pages/page";
import type { PageData, PageEndpoint } from "../ports/pages";
import type { BarsView } from "../protocol/history";
import type { PublicComponent } from "../protocol/public-page";
import { stripControls } from "../domain/strip-controls";

/** What is shown of a component: only what stands here, whatever its endpoints hold. */
export function publicComponent(
  component: Component,
  facts: PageData,
  page: { createdAt: number; updatedAt: number },
): PublicComponent {
  const records = recordsOf(component, facts);
  const days = daysOf(records, facts);
  const declared = declaredStatuses(facts);
  const status = statusOfComponent(component, facts, declared);
  return {
    id: component.id,
    name: stripControls(component.name),
    description: component.description && stripControls(component.description),
    status,
    // What a person says of a manual one was said by then.
    since: toIso(statusSince(records, status, declared) ?? page.updatedAt),
    uptime: {
      "24h": mean(records.map(({ uptime24h }) => uptime24h)),
      "7d": uptimeOf(days.slice(-7)),
      "30d": uptimeOf(days.slice(-30)),
      "90d": uptimeOf(days),
    },
    latency: component.showLatency ? latencyOf(records) : null,
    bars: records.length > 0 ? barsOf(days) : null,
    createdAt: toIso(page.createdAt),
  };
}

type Days = Pick<PageData, "records" | "bars" | "days">;

const daysOf = (records: readonly PageEndpoint[], { days, bars }: Days): CombinedDay[] =>
  days.map((day) => combineDay(records, bars, day));

/** Null of a manual one. */
export function barsOfComponent(component: Component, facts: Days): BarsView | null {
  const records = recordsOf(component, facts);
  return records.length > 0 ? barsOf(daysOf(records, facts)) : null;
}

/** Its endpoints that are still there. */
export const recordsOf = (
  component: Component,
  { records }: Pick<PageData, "records">,
): PageEndpoint[] => records.filter(({ endpoint }) => component.endpointIds.includes(endpoint.id));

export const statusOfComponent = (
  component: Component,
  facts: PageData,
  declared = declaredStatuses(facts),
): ComponentStatus => {
  if (component.status !== null) return component.status;
  return componentStatus(
    recordsOf(component, facts).map((record) => worseStatus(record, declared).status),
  );
};

/** What checks see of an endpoint, unless nobody is to look. */
export const checkedStatus = ({ endpoint, state, maintenance }: PageEndpoint): DisplayedStatus =>
  endpoint.paused ? "PAUSED" : maintenance ? "MAINTENANCE" : state.status;

type DeclaredStatus = { status: DisplayedStatus; since: number };
const STATUS_OF_IMPACT = {
  none: "UP",
  degraded: "DEGRADED",
  partial_outage: "PARTIAL",
  major_outage: "DOWN",
} satisfies Record<Impact, DisplayedStatus>;
const STATUS_ORDER: readonly DisplayedStatus[] = [
  "PAUSED",
  "UNKNOWN",
  "UP",
  "MAINTENANCE",
  "DEGRADED",
  "PARTIAL",
  "DOWN",
];
const isWorse = (one: DisplayedStatus, other: DisplayedStatus): boolean =>
  STATUS_ORDER.indexOf(one) > STATUS_ORDER.indexOf(other);

/** By the endpoint: what people say of it in the incidents that they opened and that are open. */
export function declaredStatuses({
  reports,
}: Pick<PageData, "reports">): ReadonlyMap<string, DeclaredStatus> {
  const declared = new Map<string, DeclaredStatus>();
  for (const { incident } of reports) {
    if (incident.openedBy === null || incident.closedAt !== null) continue;
    for (const [id, impact] of Object.entries(incident.impacts)) {
      const one = { status: STATUS_OF_IMPACT[impact], since: incident.startedAt };
      if (one.status !== "UP" && isWorse(one.status, declared.get(id)?.status ?? "UP"))
        declared.set(id, one);
    }
  }
  return declared;
}

/** The worse of what checks see, and what people say. */
export function worseStatus(
  record: PageEndpoint,
  declared: ReadonlyMap<string, DeclaredStatus>,
  checked = checkedStatus(record),
): DeclaredStatus {
  const declaredStatus = declared.get(record.endpoint.id);
  return declaredStatus && isWorse(declaredStatus.status, checked)
    ? declaredStatus
    : { status: checked, since: record.state.since };
}

/** Since the last change of those that make it what it is. */
function statusSince(
  records: readonly PageEndpoint[],
  status: ComponentStatus,
  declared: ReadonlyMap<string, DeclaredStatus>,
): number | null {
  const all = records.map((record) => worseStatus(record, declared));
  const relevant = all.filter(
    ({ status: shown }) => shown === status || (status === "PARTIAL" && shown === "DOWN"),
  );
  const changes = (relevant.length > 0 ? relevant : all).map(({ since }) => since);
  if (changes.length === 0) return null;
  return status === "UP" ? Math.max(...changes) : Math.min(...changes);
}

function latencyOf(records: readonly PageEndpoint[]): number | null {
  const times = records
    .filter(({ endpoint, state }) => !endpoint.paused && state.status !== "DOWN")
    .map(({ lastCheck }) => lastCheck?.responseTime ?? null);
  const known = mean(times);
  return known === null ? null : Math.round(known);
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}

/** A day of several endpoints as one: their times added, the worst of what was known. */
type CombinedDay = { letter: string; coveredMs: number; downtimeMs: number; incidents: number };

function combineDay(
  records: readonly PageEndpoint[],
  all: PageData["bars"],
  day: Day,
): CombinedDay {
  const bars = records
    .map(({ endpoint }) => all.get(endpoint.number)?.get(day))
    .filter((bar) => bar !== undefined);
  const sum = (key: "coveredSeconds" | "downtimeSeconds" | "incidents") =>
    bars.reduce((total, bar) => total + bar[key], 0);
  return {
    letter: LETTERS[Math.max(0, ...bars.map(rankOf))]!,
    coveredMs: sum("coveredSeconds") * 1_000,
    downtimeMs: sum("downtimeSeconds") * 1_000,
    incidents: sum("incidents"),
  };
}

/** As the letters of a list's bars: nothing known, announced work, up, degraded, down. */
const LETTERS = ["N", "M", "U", "W", "D"] as const;

function rankOf({ worst, hadMaintenance }: Bar): number {
  if (worst === "UNKNOWN") return hadMaintenance ? 1 : 0;
  return worst === "UP" ? 2 : worst === "DEGRADED" ? 3 : 4;
}

function uptimeOf(days: readonly CombinedDay[]): number | null {
  const sum = (key: "coveredMs" | "downtimeMs") => days.reduce((total, day) => total + day[key], 0);
  return uptimeRatio({ coveredMs: sum("coveredMs"), downtimeMs: sum("downtimeMs") });
}

const barsOf = (days: readonly CombinedDay[]): BarsView => ({
  days: days.map(({ letter }) => letter).join(""),
  uptime: uptimeOf(days),
  down: Object.fromEntries(
    days.flatMap((day, index) =>
      day.letter === "D"
        ? [
            [
              index,
              {
                uptime: uptimeOf([day]),
                downtimeMs: day.downtimeMs,
                incidents: day.incidents,
              },
            ],
          ]
        : [],
    ),
  ),
});
