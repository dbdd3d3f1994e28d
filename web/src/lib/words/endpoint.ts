import type { EndpointView } from "$protocol/api";
import { unreachable } from "$domain/unreachable";
import { m } from "$lib/paraglide/messages";
import { shownStatus } from "$lib/standing";
import type { Headline, TabState } from "./headline";
import { reasonWords } from "./reason";
import { statusWord } from "./status";
import { durationSince, moment } from "./time";

/** What an endpoint's page says first: what it is, since when, and why. */
export function endpointHeadline(endpoint: EndpointView, now: number, zone?: string): Headline {
  const status = shownStatus(endpoint);
  const length = { duration: durationSince(endpoint.since, now) };
  const reason = endpoint.errorMessage && reasonWords(endpoint.errorMessage);
  switch (status) {
    case "UP":
      return { status, text: m.detail_up(length), detail: null };
    case "DOWN":
      return { status, text: m.detail_down(length), detail: reason };
    case "DEGRADED":
      return { status, text: m.detail_degraded(length), detail: reason };
    case "UNKNOWN":
      return { status, ...unknownWords(endpoint, reason) };
    case "MAINTENANCE":
      return { status, ...maintenanceWords(endpoint, reason, zone) };
    case "PAUSED":
      return {
        status,
        text: statusWord(status),
        detail:
          endpoint.status === "UNKNOWN"
            ? m.detail_paused_never()
            : m.detail_paused_detail({ status: statusWord(endpoint.status) }),
      };
    default:
      return unreachable(status);
  }
}

/** It was never looked at, or what was seen says nothing of it. */
function unknownWords({ kind }: EndpointView, reason: string | null): Omit<Headline, "status"> {
  if (reason) return { text: m.detail_not_known(), detail: reason };
  return kind === "heartbeat"
    ? { text: m.detail_unreported(), detail: m.detail_unreported_detail() }
    : { text: m.detail_unknown(), detail: m.detail_unknown_detail() };
}

/** Until when and why; what is seen meanwhile is said, and counts for nothing. */
function maintenanceWords(
  { maintenance, status }: EndpointView,
  reason: string | null,
  zone: string | undefined,
): Omit<Headline, "status"> {
  const { title = "", endsAt = "" } = maintenance ?? {};
  const meanwhile =
    status === "DOWN" || status === "DEGRADED"
      ? m.detail_maintenance_seen({ status: statusWord(status), reason: reason ?? "" })
      : null;
  return {
    text: m.detail_maintenance({ at: endsAt && moment(endsAt, zone), title }),
    detail: meanwhile,
  };
}

/** What the tab says first; null while it is up. */
export function endpointTabState(endpoint: EndpointView): TabState | null {
  const status = shownStatus(endpoint);
  const mark = MARKS[status];
  return mark === null ? null : { status, text: `${mark} ${statusWord(status)}` };
}

const MARKS = {
  DOWN: "✕",
  DEGRADED: "▲",
  PAUSED: "‖",
  MAINTENANCE: "◆",
  UNKNOWN: "○",
  UP: null,
} as const;
