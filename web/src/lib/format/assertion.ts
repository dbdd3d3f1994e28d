import type { Comparison, Source } from "$domain/checks/assertion";
import { m } from "$lib/paraglide/messages";

/** As choices of a form. */
const SOURCE_LABELS = {
  status: m.source_status,
  responseTime: m.source_response_time,
  header: m.source_header,
  body: m.source_body,
  json: m.source_json,
  record: m.source_record,
  daysLeft: m.source_days_left,
  issuer: m.source_issuer,
  names: m.source_names,
  registrar: m.source_registrar,
} satisfies Record<Source, () => string>;

const COMPARISON_LABELS = {
  equals: m.comparison_equals,
  notEquals: m.comparison_not_equals,
  contains: m.comparison_contains,
  notContains: m.comparison_not_contains,
  matches: m.comparison_matches,
  notMatches: m.comparison_not_matches,
  lessThan: m.comparison_less_than,
  atMost: m.comparison_at_most,
  greaterThan: m.comparison_greater_than,
  atLeast: m.comparison_at_least,
  exists: m.comparison_exists,
  notExists: m.comparison_not_exists,
} satisfies Record<Comparison, () => string>;

export const assertionSourceLabel = (source: Source): string => SOURCE_LABELS[source]();
export const comparisonLabel = (comparison: Comparison): string => COMPARISON_LABELS[comparison]();
