import type { EndpointView } from "$protocol/api";
import { assertNever } from "$domain/assert-never";
import { m } from "$lib/paraglide/messages";
import { endpointDisplayStatus } from "$lib/stores/overall-status";
import type { Headline, TabState } from "./headline";
import { localizeReason } from "./reason";
import { statusLabel } from "./status";
import { durationSinceText, dateTimeText } from "./time";

/** What an endpoint's page says first: what it is, since when, and why. */
export function endpointHeadline(endpoint: EndpointView, now: number, zone?: string): Headline {
  const status = endpointDisplayStatus(endpoint);
  const length = { duration: durationSinceText(endpoint.since, now) };
  const reason = endpoint.errorMessage && localizeReason(endpoint.errorMessage);
  switch (status) {
    case "UP":
      return { status, text: m.detail_up(length), detail: null };
    case "DOWN":
      return { status, text: m.detail_down(length), detail: reason };
    case "DEGRADED":
      return { status, text: m.detail_degraded(length), detail: reason };
    case "UNKNOWN":
      return { status, ...unknownText(endpoint, reason) };
    case "MAINTENANCE":
      return { status, ...maintenanceText(endpoint, reason, zone) };
    case "PAUSED":
      return {
        status,
        text: statusLabel(status),
        detail:
          endpoint.status === "UNKNOWN"
            ? m.detail_paused_never()
            : m.detail_paused_detail({ status: statusLabel(endpoint.status) }),
      };
    default:
      return assertNever(status);
  }
}

/** It was never looked at, or what was seen says nothing of it. */
function unknownText({ kind }: EndpointView, reason: string | null): Omit<Headline, "status"> {
  if (reason) return { text: m.detail_not_known(), detail: reason };
  return kind === "heartbeat"
    ? { text: m.detail_no_ping(), detail: m.detail_no_ping_detail() }
    : { text: m.detail_unknown(), detail: m.detail_unknown_detail() };
}

/** Until when and why; what is seen meanwhile is said, and counts for nothing. */
function maintenanceText(
  { maintenance, status }: EndpointView,
  reason: string | null,
  zone: string | undefined,
): Omit<Headline, "status"> {
  const { title = "", endsAt = "" } = maintenance ?? {};
  const detail =
    status === "DOWN" || status === "DEGRADED"
      ? m.detail_maintenance_current({ status: statusLabel(status), reason: reason ?? "" })
      : null;
  return {
    text: m.detail_maintenance({ at: endsAt && dateTimeText(endsAt, zone), title }),
    detail,
  };
}

/** What the tab says first; null while it is up. */
export function endpointTabState(endpoint: EndpointView): TabState | null {
  const status = endpointDisplayStatus(endpoint);
  const mark = ICONS[status];
  return mark === null ? null : { status, text: `${mark} ${statusLabel(status)}` };
}

const ICONS = {
  DOWN: "✕",
  DEGRADED: "▲",
  PAUSED: "‖",
  MAINTENANCE: "◆",
  UNKNOWN: "○",
  UP: null,
} as const;
