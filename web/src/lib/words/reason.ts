import type { Reason } from "$domain/reason";
import { parseReason } from "$domain/reason";
import { m } from "$lib/paraglide/messages";
import { milliseconds } from "./figure";
import { duration } from "./time";

const FAILURE_WORDS = {
  unreachable: m.reason_unreachable,
  "name-not-resolved": m.reason_name_not_resolved,
  tls: m.reason_tls,
  "connection-lost": m.reason_connection_lost,
  "too-many-redirects": m.reason_too_many_redirects,
  "bad-redirect": m.reason_bad_redirect,
  "address-refused": m.reason_address_refused,
  "bad-request": m.reason_bad_request,
} satisfies Record<Exclude<Reason["kind"], "status" | "slow" | "timeout">, () => string>;

/** A reason as the API writes it, in the reader's language. What is not known is shown as it is. */
export function reasonWords(text: string): string {
  const reason = parseReason(text);
  if (!reason) return text;
  switch (reason.kind) {
    case "status":
      return m.reason_status({ expected: reason.expected, seen: reason.seen });
    case "slow":
      return m.reason_slow({
        seen: milliseconds(reason.seenMs),
        limit: milliseconds(reason.limitMs),
      });
    case "timeout":
      return m.reason_timeout({ limit: duration(reason.limitMs) });
    default:
      return FAILURE_WORDS[reason.kind]();
  }
}
