import type { Comparison, Source } from "$domain/checks/assertion";
import { parseReason, type Reason } from "$domain/reason";
import { m } from "$lib/paraglide/messages";
import { formatMilliseconds } from "./stat-text";
import { durationText } from "./time";

/** Those without anything to fill in. */
type SimpleReason = Exclude<
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

const SIMPLE_REASON_MESSAGES = {
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
} satisfies Record<SimpleReason, () => string>;

/** A reason as the API writes it, in the reader's language. What is not known is shown as it is. */
export function localizeReason(text: string): string {
  const reason = parseReason(text);
  return reason ? messageOf(reason) : text;
}

function messageOf(reason: Reason): string {
  switch (reason.kind) {
    case "status":
      return m.reason_status({ expected: reason.expected, actual: reason.actual });
    case "slow":
      return m.reason_slow({
        actual: formatMilliseconds(reason.actualMs),
        limit: formatMilliseconds(reason.limitMs),
      });
    case "timeout":
      return m.reason_timeout({ limit: durationText(reason.limitMs) });
    case "assertion":
      return m.reason_assertion({
        claim: localizeAssertion(reason.assertion),
        actual: localizeActual(reason.actual),
      });
    case "no-report":
      return m.reason_no_ping({ limit: durationText(reason.limitSeconds * 1_000) });
    case "run-too-long":
      return m.reason_run_too_long({ limit: durationText(reason.limitSeconds * 1_000) });
    case "exit-status":
      return m.reason_exit_status({ actual: reason.actual });
    case "regions": {
      const { failing, of, because } = reason;
      return m.reason_regions({ failing, of, because: messageOf(because) });
    }
    case "through":
      return m.reason_through({ name: reason.name });
    default:
      return SIMPLE_REASON_MESSAGES[reason.kind]();
  }
}

const SUBJECT_MESSAGES = {
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

const COMPARISON_MESSAGES = {
  equals: m.assertion_equals,
  notEquals: m.assertion_not_equals,
  contains: m.assertion_contains,
  notContains: m.assertion_not_contains,
  matches: m.assertion_matches,
  notMatches: m.assertion_not_matches,
  lessThan: m.assertion_less_than,
  atMost: m.assertion_at_most,
  greaterThan: m.assertion_greater_than,
  atLeast: m.assertion_at_least,
  exists: m.assertion_exists,
  notExists: m.assertion_not_exists,
} satisfies Record<Comparison, (inputs: { subject: string; expected: string }) => string>;

/** What was seen, where it is no value of its own but words about one. */
export function localizeActual(actual: string): string {
  const [, list] = /^a list of (\d+)$/.exec(actual) ?? [];
  if (list) return m.actual_list({ count: list });
  const [, length] = /^(\d+) characters$/.exec(actual) ?? [];
  if (length) return m.actual_length({ count: length });
  const [, first, more] = /^(.*) and (\d+) more$/s.exec(actual) ?? [];
  if (first && more) return m.actual_more({ first: localizeActual(first), count: more });
  return ACTUAL_MESSAGES[actual]?.() ?? actual;
}

const ACTUAL_MESSAGES: Partial<Record<string, () => string>> = {
  nothing: m.actual_nothing,
  "a match": m.actual_match,
  "no match": m.actual_no_match,
  "an object": m.actual_object,
};

export type ReasonAssertion = Extract<Reason, { kind: "assertion" }>["assertion"];

/** What is claimed: `JSON at $.status to equal "ok"`. */
export function localizeAssertion({
  source,
  property,
  comparison,
  expected,
}: ReasonAssertion): string {
  const subject = [SUBJECT_MESSAGES[source](), property].filter(Boolean).join(" ");
  return COMPARISON_MESSAGES[comparison]({ subject, expected: JSON.stringify(expected) });
}
