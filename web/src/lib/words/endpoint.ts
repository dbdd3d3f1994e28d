import type { EndpointView } from "$protocol/api";
import { unreachable } from "$domain/unreachable";
import { m } from "$lib/paraglide/messages";
import { shownStatus } from "$lib/standing";
import type { Headline, TabState } from "./headline";
import { reasonWords } from "./reason";
import { statusWord } from "./status";
import { durationSince } from "./time";

/** What an endpoint's page says first: what it is, since when, and why. */
export function endpointHeadline(endpoint: EndpointView, now: number): Headline {
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
      return { status, text: m.detail_unknown(), detail: m.detail_unknown_detail() };
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

/** What the tab says first; null while it is up. */
export function endpointTabState(endpoint: EndpointView): TabState | null {
  const status = shownStatus(endpoint);
  const mark = MARKS[status];
  return mark === null ? null : { status, text: `${mark} ${statusWord(status)}` };
}

const MARKS = { DOWN: "✕", DEGRADED: "▲", PAUSED: "‖", UNKNOWN: "○", UP: null } as const;
