import type { EndpointKind } from "./kinds";

/** What an assertion speaks about, and of which kinds of check it can be asked. */
export const SOURCES = {
  status: ["http"],
  /** Milliseconds. */
  responseTime: ["http", "tcp", "dns", "websocket"],
  /** `property` is the header's name. */
  header: ["http"],
  /** What came as text: the body, the banner, the first message. */
  body: ["http", "tcp", "websocket"],
  /** `property` is a path of RFC 9535 into what came. */
  json: ["http", "websocket"],
  /** The values of the records, each by itself. */
  record: ["dns"],
  /** Whole days until the certificate or the domain expires. */
  daysLeft: ["certificate", "domain"],
  /** The organisation or common name that signed the certificate. */
  issuer: ["certificate"],
  /** The names that the certificate is for, each by itself. */
  names: ["certificate"],
  registrar: ["domain"],
} as const satisfies Record<string, readonly EndpointKind[]>;
export type Source = keyof typeof SOURCES;

export const COMPARISONS = [
  "equals",
  "notEquals",
  "contains",
  "notContains",
  "matches",
  "notMatches",
  "lessThan",
  "atMost",
  "greaterThan",
  "atLeast",
  "exists",
  "notExists",
] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type Scalar = string | number | boolean | null;

/** One claim about an observation. */
export type Assertion = {
  source: Source;
  /** A header's name or a JSON path; null for all other sources. */
  property: string | null;
  comparison: Comparison;
  /** Null with `exists` and `notExists`. */
  expected: Scalar;
  /** What the check is where the claim does not hold. */
  severity: "failing" | "degraded";
};

/** What was seen where a claim was tested: short, a scalar, never a whole body. */
export type AssertionResult = { assertion: Assertion; holds: boolean; actual: string };

const NUMERIC: ReadonlySet<Comparison> = new Set(["lessThan", "atMost", "greaterThan", "atLeast"]);
const WITHOUT_EXPECTED: ReadonlySet<Comparison> = new Set(["exists", "notExists"]);
const PATTERNS: ReadonlySet<Comparison> = new Set(["matches", "notMatches"]);

export const isNumeric = (comparison: Comparison): boolean => NUMERIC.has(comparison);
export const isPattern = (comparison: Comparison): boolean => PATTERNS.has(comparison);
export const needsExpected = (comparison: Comparison): boolean => !WITHOUT_EXPECTED.has(comparison);
export const needsProperty = (source: Source): boolean => source === "header" || source === "json";
export const supportsSource = (kind: EndpointKind, source: Source): boolean =>
  (SOURCES[source] as readonly EndpointKind[]).includes(kind);
