import {
  supportsSource,
  COMPARISONS,
  isNumeric,
  needsExpected,
  needsProperty,
  SOURCES,
  type Assertion,
  type Comparison,
  type Scalar,
  type Source,
} from "$domain/checks/assertion";
import type { EndpointKind } from "$domain/checks/kinds";

/** One claim as it is typed. Without a source it is a row that nobody has filled in. */
export type AssertionRow = Record<(typeof ROW_PARTS)[number], string>;
export const ROW_PARTS = ["source", "property", "comparison", "expected", "severity"] as const;

/** How many empty rows a page has where no script can add one. */
export const SPARE_ASSERTION_ROWS = 3;

export const EMPTY_ROW: AssertionRow = {
  source: "",
  property: "",
  comparison: "equals",
  expected: "",
  severity: "failing",
};

export const sourcesOf = (kind: EndpointKind): Source[] =>
  (Object.keys(SOURCES) as Source[]).filter((source) => supportsSource(kind, source));

const NUMBERS: readonly Comparison[] = [
  "equals",
  "notEquals",
  "lessThan",
  "atMost",
  "greaterThan",
  "atLeast",
];
const TEXTS = COMPARISONS.filter(
  (comparison) => needsExpected(comparison) && !isNumeric(comparison),
);

/** What it makes sense to claim of a source, the usual first. */
export function comparisonsOf(source: string): readonly Comparison[] {
  switch (source) {
    case "status":
      return NUMBERS;
    case "responseTime":
      return ["atMost", ...NUMBERS.filter((comparison) => comparison !== "atMost")];
    case "daysLeft":
      return ["atLeast", ...NUMBERS.filter((comparison) => comparison !== "atLeast")];
    case "body":
      return ["contains", ...TEXTS.filter((comparison) => comparison !== "contains")];
    case "record":
    case "issuer":
    case "names":
    case "registrar":
      return TEXTS;
    default:
      return COMPARISONS;
  }
}

const isNumber = (source: string): boolean =>
  source === "status" || source === "responseTime" || source === "daysLeft";

/** A row about another source, keeping what still fits. */
export function withSource(row: AssertionRow, source: string): AssertionRow {
  const fitting = comparisonsOf(source);
  const isFitting = fitting.some((candidate) => candidate === row.comparison);
  const comparison = isFitting && row.source !== "" ? row.comparison : (fitting[0] ?? "equals");
  return { ...row, source, comparison };
}

export const toAssertionRow = ({
  source,
  property,
  comparison,
  expected,
  severity,
}: Assertion): AssertionRow => ({
  source,
  property: property ?? "",
  comparison,
  expected: needsExpected(comparison) ? textOfScalar(expected, source, comparison) : "",
  severity,
});

/** The claim that a row makes; null of one where a number is claimed by what is none. */
export function parseAssertion(row: AssertionRow): Assertion | null {
  const source = row.source as Source;
  const comparison = row.comparison as Comparison;
  const expected = needsExpected(comparison)
    ? scalarOf(row.expected, source, comparison)
    : { value: null };
  return (
    expected && {
      source,
      property: needsProperty(source) ? row.property.trim() : null,
      comparison,
      expected: expected.value,
      severity: row.severity === "degraded" ? "degraded" : "failing",
    }
  );
}

function scalarOf(text: string, source: Source, comparison: Comparison): { value: Scalar } | null {
  if (isNumeric(comparison) || isNumber(source)) {
    const trimmed = text.trim();
    return trimmed !== "" && Number.isFinite(Number(trimmed)) ? { value: Number(trimmed) } : null;
  }
  return { value: isTyped(source, comparison) ? parseJsonScalar(text) : text };
}

/** In JSON 5, "5" and true are different values: what reads as one is one, the rest is text. */
const isTyped = (source: Source, comparison: Comparison): boolean =>
  source === "json" && (comparison === "equals" || comparison === "notEquals");

function parseJsonScalar(text: string): Scalar {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? text : (value as Scalar);
  } catch {
    return text;
  }
}

function textOfScalar(expected: Scalar, source: Source, comparison: Comparison): string {
  if (typeof expected !== "string") return String(expected);
  const isUnquoted = !isTyped(source, comparison) || parseJsonScalar(expected) === expected;
  return isUnquoted ? expected : JSON.stringify(expected);
}

/** The rows that were posted, in order, without the empty ones at the end. */
export function parseAssertionRows(form: FormData): AssertionRow[] {
  const rows: AssertionRow[] = [];
  for (let index = 0; form.has(`assertions.${index}.source`); index += 1) {
    const entries = ROW_PARTS.map((field) => {
      const value = form.get(`assertions.${index}.${field}`);
      return [field, typeof value === "string" ? value : EMPTY_ROW[field]];
    });
    rows.push(Object.fromEntries(entries) as AssertionRow);
  }
  const last = rows.findLastIndex(({ source }) => source !== "");
  return rows.slice(0, last + 1);
}
