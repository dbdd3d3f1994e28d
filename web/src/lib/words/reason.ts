import type { Comparison, Source } from "$domain/assertion";
import { parseReason, type Reason } from "$domain/reason";
import { m } from "$lib/paraglide/messages";
import { milliseconds } from "./figure";
import { duration } from "./time";

/** Those without anything to fill in. */
type Plain = Exclude<
  Reason["kind"],
  | "status"
  | "slow"
  | "timeout"
  | "assertion"
  | "no-report"
  | "run-too-long"
  | "exit-status"
  | "regions"
  | "through"
>;

const PLAIN_WORDS = {
  unreachable: m.reason_unreachable,
  "name-not-resolved": m.reason_name_not_resolved,
  tls: m.reason_tls,
  "connection-lost": m.reason_connection_lost,
  "too-many-redirects": m.reason_too_many_redirects,
  "bad-redirect": m.reason_bad_redirect,
  "address-refused": m.reason_address_refused,
  "bad-request": m.reason_bad_request,
  "no-records": m.reason_no_records,
  "resolver-failed": m.reason_resolver_failed,
  "no-message": m.reason_no_message,
  "certificate-expired": m.reason_certificate_expired,
  "certificate-not-yet-valid": m.reason_certificate_not_yet_valid,
  "certificate-name": m.reason_certificate_name,
  "domain-expired": m.reason_domain_expired,
  "domain-not-registered": m.reason_domain_not_registered,
  "reported-failure": m.reason_reported_failure,
  "no-raw-connection": m.reason_no_raw_connection,
  "tls-1.3-only": m.reason_tls_1_3_only,
  "registry-without-rdap": m.reason_registry_without_rdap,
  "registry-without-expiry": m.reason_registry_without_expiry,
  "registry-away": m.reason_registry_away,
  "secrets-sealed": m.reason_secrets_sealed,
  "own-network": m.reason_own_network,
} satisfies Record<Plain, () => string>;

/** A reason as the API writes it, in the reader's language. What is not known is shown as it is. */
export function reasonWords(text: string): string {
  const reason = parseReason(text);
  return reason ? wordsOf(reason) : text;
}

function wordsOf(reason: Reason): string {
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
    case "assertion":
      return m.reason_assertion({ claim: claimWords(reason.claim), seen: seenWords(reason.seen) });
    case "no-report":
      return m.reason_no_report({ limit: duration(reason.limitSeconds * 1_000) });
    case "run-too-long":
      return m.reason_run_too_long({ limit: duration(reason.limitSeconds * 1_000) });
    case "exit-status":
      return m.reason_exit_status({ seen: reason.seen });
    case "regions": {
      const { failing, of, because } = reason;
      return m.reason_regions({ failing, of, because: wordsOf(because) });
    }
    case "through":
      return m.reason_through({ name: reason.name });
    default:
      return PLAIN_WORDS[reason.kind]();
  }
}

const SUBJECT_WORDS = {
  status: m.subject_status,
  responseTime: m.subject_response_time,
  header: m.subject_header,
  body: m.subject_body,
  json: m.subject_json,
  record: m.subject_record,
  daysLeft: m.subject_days_left,
  issuer: m.subject_issuer,
  names: m.subject_names,
  registrar: m.subject_registrar,
} satisfies Record<Source, () => string>;

const CLAIM_WORDS = {
  equals: m.claim_equals,
  notEquals: m.claim_not_equals,
  contains: m.claim_contains,
  notContains: m.claim_not_contains,
  matches: m.claim_matches,
  notMatches: m.claim_not_matches,
  lessThan: m.claim_less_than,
  atMost: m.claim_at_most,
  greaterThan: m.claim_greater_than,
  atLeast: m.claim_at_least,
  exists: m.claim_exists,
  notExists: m.claim_not_exists,
} satisfies Record<Comparison, (inputs: { subject: string; expected: string }) => string>;

/** What was seen, where it is no value of its own but words about one. */
export function seenWords(seen: string): string {
  const [, list] = /^a list of (\d+)$/.exec(seen) ?? [];
  if (list) return m.seen_list({ count: list });
  const [, length] = /^(\d+) characters$/.exec(seen) ?? [];
  if (length) return m.seen_length({ count: length });
  const [, first, more] = /^(.*) and (\d+) more$/s.exec(seen) ?? [];
  if (first && more) return m.seen_more({ first: seenWords(first), count: more });
  return SEEN_WORDS[seen]?.() ?? seen;
}

const SEEN_WORDS: Partial<Record<string, () => string>> = {
  nothing: m.seen_nothing,
  "a match": m.seen_match,
  "no match": m.seen_no_match,
  "an object": m.seen_object,
};

export type Claim = Extract<Reason, { kind: "assertion" }>["claim"];

/** What is claimed: `JSON at $.status to equal "ok"`. */
export function claimWords({ source, property, comparison, expected }: Claim): string {
  const subject = [SUBJECT_WORDS[source](), property].filter(Boolean).join(" ");
  return CLAIM_WORDS[comparison]({ subject, expected: JSON.stringify(expected) });
}
