import { shareUp } from "../domain/uptime";
import type { Bar } from "../domain/bars";
import type { Day } from "../domain/day";
import type { Impact } from "../domain/incident-work";
import { toIso } from "../domain/instant";
import { componentStatus, type Component, type ComponentStatus, type Shown } from "../domain/page";
import type { EndpointRecord } from "../ports/endpoints";
import type { PageFacts } from "../ports/pages";
import type { BarsView } from "../protocol/history";
import type { PublicComponent } from "../protocol/page";
import { printable } from "./text";

/** What is shown of a component: only what stands here, whatever its endpoints hold. */
export function publicComponent(
  component: Component,
  facts: PageFacts,
  page: { createdAt: number; updatedAt: number },
): PublicComponent {
  const records = recordsOf(component, facts);
  const days = daysOf(records, facts);
  const said = saidOf(facts);
  const status = statusOf(component, facts, said);
  return {
    id: component.id,
    name: printable(component.name),
    description: component.description && printable(component.description),
    status,
    // What a person says of a manual one was said by then.
    since: toIso(sinceOf(records, status, said) ?? page.updatedAt),
    uptime: {
      "24h": mean(records.map(({ uptime24h }) => uptime24h)),
      "7d": uptimeOf(days.slice(-7)),
      "30d": uptimeOf(days.slice(-30)),
      "90d": uptimeOf(days),
    },
    latency: component.showsLatency ? latencyOf(records) : null,
    bars: records.length > 0 ? barsOf(days) : null,
    createdAt: toIso(page.createdAt),
  };
}

type Days = Pick<PageFacts, "records" | "bars" | "days">;

const daysOf = (records: readonly EndpointRecord[], { days, bars }: Days): DayOfAll[] =>
  days.map((day) => dayOfAll(records, bars, day));

/** Null of a manual one. */
export function barsOfComponent(component: Component, facts: Days): BarsView | null {
  const records = recordsOf(component, facts);
  return records.length > 0 ? barsOf(daysOf(records, facts)) : null;
}

/** Its endpoints that are still there. */
export const recordsOf = (
  component: Component,
  { records }: Pick<PageFacts, "records">,
): EndpointRecord[] =>
  records.filter(({ endpoint }) => component.endpointIds.includes(endpoint.id));

export const statusOf = (
  component: Component,
  facts: PageFacts,
  said = saidOf(facts),
): ComponentStatus => {
  if (component.status !== null) return component.status;
  return componentStatus(recordsOf(component, facts).map((record) => shownOf(record, said).shown));
};

/** What checks see of an endpoint, unless nobody is to look. */
export const checkedOf = ({ endpoint, state, maintenance }: EndpointRecord): Shown =>
  endpoint.paused ? "PAUSED" : maintenance ? "MAINTENANCE" : state.status;

type Said = { shown: Shown; since: number };
const SAID = {
  none: "UP",
  degraded: "DEGRADED",
  partial_outage: "PARTIAL",
  major_outage: "DOWN",
} satisfies Record<Impact, Shown>;
const FROM_GOOD_TO_BAD: readonly Shown[] = [
  "PAUSED",
  "UNKNOWN",
  "UP",
  "MAINTENANCE",
  "DEGRADED",
  "PARTIAL",
  "DOWN",
];
const isWorse = (one: Shown, other: Shown): boolean =>
  FROM_GOOD_TO_BAD.indexOf(one) > FROM_GOOD_TO_BAD.indexOf(other);

/** By the endpoint: what people say of it in the incidents that they opened and that are open. */
export function saidOf({ written }: Pick<PageFacts, "written">): ReadonlyMap<string, Said> {
  const said = new Map<string, Said>();
  for (const { incident } of written) {
    if (incident.openedBy === null || incident.closedAt !== null) continue;
    for (const [id, impact] of Object.entries(incident.impacts)) {
      const one = { shown: SAID[impact], since: incident.startedAt };
      if (one.shown !== "UP" && isWorse(one.shown, said.get(id)?.shown ?? "UP")) said.set(id, one);
    }
  }
  return said;
}

/** The worse of what checks see, and what people say. */
export function shownOf(
  record: EndpointRecord,
  said: ReadonlyMap<string, Said>,
  checked = checkedOf(record),
): Said {
  const spoken = said.get(record.endpoint.id);
  return spoken && isWorse(spoken.shown, checked)
    ? spoken
    : { shown: checked, since: record.state.since };
}

/** Since the last change of those that make it what it is. */
function sinceOf(
  records: readonly EndpointRecord[],
  status: ComponentStatus,
  said: ReadonlyMap<string, Said>,
): number | null {
  const all = records.map((record) => shownOf(record, said));
  const telling = all.filter(
    ({ shown }) => shown === status || (status === "PARTIAL" && shown === "DOWN"),
  );
  const changes = (telling.length > 0 ? telling : all).map(({ since }) => since);
  if (changes.length === 0) return null;
  return status === "UP" ? Math.max(...changes) : Math.min(...changes);
}

function latencyOf(records: readonly EndpointRecord[]): number | null {
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
type DayOfAll = { letter: string; coveredMs: number; downtimeMs: number; incidents: number };

function dayOfAll(records: readonly EndpointRecord[], all: PageFacts["bars"], day: Day): DayOfAll {
  const bars = records
    .map(({ endpoint }) => all.get(endpoint.number)?.get(day))
    .filter((bar) => bar !== undefined);
  const sum = (key: "coveredSeconds" | "downtimeSeconds" | "incidents") =>
    bars.reduce((total, bar) => total + bar[key], 0);
  return {
    letter: LETTERS_BY_RANK[Math.max(0, ...bars.map(rankOf))]!,
    coveredMs: sum("coveredSeconds") * 1_000,
    downtimeMs: sum("downtimeSeconds") * 1_000,
    incidents: sum("incidents"),
  };
}

/** As the letters of a list's bars: nothing known, announced work, up, degraded, down. */
const LETTERS_BY_RANK = ["N", "M", "U", "W", "D"] as const;

function rankOf({ worst, hadMaintenance }: Bar): number {
  if (worst === "UNKNOWN") return hadMaintenance ? 1 : 0;
  return worst === "UP" ? 2 : worst === "DEGRADED" ? 3 : 4;
}

function uptimeOf(days: readonly DayOfAll[]): number | null {
  const sum = (key: "coveredMs" | "downtimeMs") => days.reduce((total, day) => total + day[key], 0);
  return shareUp({ coveredMs: sum("coveredMs"), downtimeMs: sum("downtimeMs") });
}

const barsOf = (days: readonly DayOfAll[]): BarsView => ({
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
