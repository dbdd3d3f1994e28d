import { parseReason } from "$domain/reason";
import type { DryRunStep, DryRunStepName } from "$protocol/api";
import { m } from "$lib/paraglide/messages";
import { localizeAssertion, localizeReason, localizeActual } from "./reason";

const PASSED_MESSAGES = {
  address: m.step_address,
  connected: m.step_connected,
  redirected: m.step_redirected,
  answered: m.step_answered,
  message: m.step_message,
  records: m.step_records,
  assertion: m.step_assertion,
  time: m.step_time,
  certificate: m.kind_certificate,
  domain: m.kind_domain,
} satisfies Record<DryRunStepName, () => string>;

const FAILED_MESSAGES: Partial<Record<DryRunStepName, () => string>> = {
  address: m.step_address_failed,
  connected: m.step_connected_failed,
  message: m.step_message_failed,
};

/** What happened in a step, with what was expected of it and what was seen. */
export function testStepText({ name, ok, expected, actual }: DryRunStep): string {
  if (name === "assertion" && expected !== null) {
    const assertion = parseAssertionText(expected);
    if (actual === null) return assertion;
    const observation = localizeActual(actual);
    return ok
      ? m.step_actual({ what: assertion, seen: observation })
      : m.step_mismatch({ what: assertion, seen: observation });
  }
  const label = ((ok ? undefined : FAILED_MESSAGES[name]) ?? PASSED_MESSAGES[name])();
  if (actual === null)
    return expected === null ? label : m.step_expected({ what: label, expected });
  const observation = observationText(actual);
  return ok || expected === null
    ? m.step_actual({ what: label, seen: observation })
    : m.step_expected_actual({ what: label, expected, seen: observation });
}

function observationText(actual: string): string {
  const [, days] = /^(-?\d+) days left$/.exec(actual) ?? [];
  if (days) return m.step_days_left({ count: days });
  const [, records, type] = /^(\d+) of type (\w+)$/.exec(actual) ?? [];
  if (records && type) return m.step_of_type({ count: records, type });
  return ACTUAL_MESSAGES[actual]?.() ?? localizeReason(actual);
}

const ACTUAL_MESSAGES: Partial<Record<string, () => string>> = {
  allowed: m.step_allowed,
};

/** The API says a claim as a reason does, without what was seen. */
function parseAssertionText(expected: string): string {
  const reason = parseReason(`expected ${expected}, saw -`);
  return reason?.kind === "assertion" ? localizeAssertion(reason.assertion) : expected;
}
