import type { EndpointView } from "$protocol/api";
import { assertNever } from "$domain/assert-never";
import { m } from "$lib/paraglide/messages";
import type { EndpointDisplayStatus, OverallStatus } from "$lib/stores/overall-status";
import type { MonitoringState } from "$lib/stores/monitoring";
import { localizeReason } from "./reason";
import { durationSinceText } from "./time";

export type TabState = { status: EndpointDisplayStatus; text: string };

export type Headline = { status: EndpointDisplayStatus; text: string; detail: string | null };

/** The first line of the dashboard: the answer to "is anything wrong?". Null while it is empty. */
export function headlineOf(overall: OverallStatus, now: number): Headline | null {
  switch (overall.kind) {
    case "empty":
      return null;
    case "down":
      return {
        status: "DOWN",
        ...problemHeadline(overall.endpoints, now, m.dashboard_down_one, m.dashboard_down_many),
      };
    case "degraded":
      return {
        status: "DEGRADED",
        ...problemHeadline(
          overall.endpoints,
          now,
          m.dashboard_degraded_one,
          m.dashboard_degraded_many,
        ),
      };
    case "unknown": {
      const { endpoints, up } = overall;
      const count = endpoints.length;
      const isNew = endpoints.every(({ errorMessage }) => errorMessage === null);
      return {
        status: "UNKNOWN",
        text: isNew ? m.dashboard_unknown({ count }) : m.dashboard_unknown_count({ count }),
        detail: up > 0 ? m.dashboard_unknown_rest({ count: up }) : null,
      };
    }
    case "up": {
      const { up, maintenance, paused } = overall;
      const text =
        paused > 0 ? m.dashboard_up_paused({ count: up, paused }) : m.dashboard_up({ count: up });
      const detail = maintenance > 0 ? m.dashboard_also_maintenance({ count: maintenance }) : null;
      return { status: "UP", text, detail };
    }
    case "maintenance":
      return {
        status: "MAINTENANCE",
        text: m.dashboard_maintenance({ count: overall.maintenance }),
        detail: m.dashboard_maintenance_detail(),
      };
    case "paused":
      return {
        status: "PAUSED",
        text: m.dashboard_paused({ count: overall.paused }),
        detail: m.dashboard_paused_detail(),
      };
    default:
      return assertNever(overall);
  }
}

function problemHeadline(
  endpoints: readonly EndpointView[],
  now: number,
  singular: (inputs: { name: string; duration: string }) => string,
  plural: (inputs: { count: number }) => string,
): Omit<Headline, "status"> {
  const [first] = endpoints;
  if (!first || endpoints.length > 1) {
    return { text: plural({ count: endpoints.length }), detail: null };
  }
  return {
    text: singular({ name: first.name, duration: durationSinceText(first.since, now) }),
    detail: first.errorMessage && localizeReason(first.errorMessage),
  };
}

/** Checks find nothing, but people say that something is wrong: that comes first. */
export const withDeclaredIncidents = (headline: Headline, opened: number): Headline =>
  opened === 0 || headline.status !== "UP"
    ? headline
    : {
        status: "DEGRADED",
        text: m.incidents_open_headline({ count: opened }),
        detail: headline.text,
      };

/** While nobody looks, what was last known is said as that, and reassures nobody. */
export function withMonitoringState(
  headline: Headline,
  monitoring: MonitoringState | null,
): Headline {
  const isKnown = monitoring?.kind !== "stalled" && monitoring?.kind !== "disconnected";
  return isKnown
    ? headline
    : { ...headline, status: "UNKNOWN", text: m.last_known({ text: headline.text }) };
}

/** What the tab says first; null when there is nothing to say. */
export function tabState(
  overall: OverallStatus,
  monitoring: MonitoringState | null,
  opened = 0,
): TabState | null {
  if (monitoring?.kind === "stalled") return { status: "UNKNOWN", text: m.title_stalled() };
  if (overall.kind !== "down" && overall.kind !== "degraded") {
    return opened === 0
      ? null
      : { status: "DEGRADED", text: `▲ ${m.incidents_open_headline({ count: opened })}` };
  }
  const count = overall.endpoints.length;
  return overall.kind === "down"
    ? { status: "DOWN", text: m.title_down({ mark: "✕", count }) }
    : { status: "DEGRADED", text: m.title_degraded({ mark: "▲", count }) };
}
