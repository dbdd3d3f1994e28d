import {
  COMPARISONS,
  SOURCES,
  type Assertion,
  type Comparison,
  type Source,
} from "./checks/assertion";
import {
  FAILURES,
  INCONCLUSIVE_REASONS,
  type Failure,
  type InconclusiveReason,
} from "./checks/observation";

/** Failures whose sentence needs no figure. */
type SimpleReason =
  Exclude<Failure, "timeout" | "no-report" | "run-too-long"> | InconclusiveReason | "own-network";

/** Why a verdict is not healthy: expected and seen, never the target's own words. */
export type Reason =
  | { kind: "status"; expected: string; actual: number }
  | { kind: "slow"; limitMs: number; actualMs: number }
  | { kind: "timeout"; limitMs: number }
  | { kind: "assertion"; assertion: Omit<Assertion, "severity">; actual: string }
  | { kind: "no-report" | "run-too-long"; limitSeconds: number }
  | { kind: "exit-status"; actual: number }
  | { kind: "regions"; failing: number; of: number; because: Reason }
  | { kind: "through"; name: string }
  | { kind: SimpleReason };

const SIMPLE_REASON_TEXTS: Record<SimpleReason, string> = {
  unreachable: "could not connect",
  "name-not-resolved": "the name does not resolve",
  tls: "no secure connection (TLS)",
  "connection-lost": "the connection was lost before the answer was complete",
  "too-many-redirects": "more redirects than allowed",
  "bad-redirect": "a redirect without a usable address",
  "address-refused": "the address may not be checked from here",
  "bad-request": "the request cannot be made as it is set up",
  "no-records": "the name has no record of this type",
  "resolver-failed": "the resolver did not answer properly",
  "no-message": "connected, but no message came in time",
  "certificate-expired": "the certificate has expired",
  "certificate-not-yet-valid": "the certificate is not valid yet",
  "certificate-name": "the certificate is for other names",
  "domain-expired": "the domain has expired",
  "domain-not-registered": "the domain is not registered",
  "reported-failure": "it reported a failure",
  "no-raw-connection": "not known: no raw connection to this address is possible from here",
  "tls-1.3-only": "not known: it speaks TLS 1.3 only, which hides the certificate",
  "registry-without-rdap": "not known: the registry of this domain publishes no data (RDAP)",
  "registry-without-expiry": "not known: the registry of this domain publishes no expiry",
  "registry-away": "not known: the registry did not answer",
  "secrets-sealed": "not known: its secrets are sealed with a key that is not set here",
  "own-network": "not known: our own network was lost",
};
const SIMPLE_REASONS = [...FAILURES, ...INCONCLUSIVE_REASONS, "own-network"].filter(
  (kind): kind is SimpleReason => kind in SIMPLE_REASON_TEXTS,
);

const SOURCE_TEXTS: Record<Source, string> = {
  status: "status",
  responseTime: "response time",
  header: "header",
  body: "body",
  json: "JSON at",
  record: "a record",
  daysLeft: "days left",
  issuer: "issuer",
  names: "a name",
  registrar: "registrar",
};
const COMPARISON_TEXTS: Record<Comparison, string> = {
  equals: "to equal",
  notEquals: "not to equal",
  contains: "to contain",
  notContains: "not to contain",
  matches: "to match",
  notMatches: "not to match",
  lessThan: "below",
  atMost: "at most",
  greaterThan: "above",
  atLeast: "at least",
  exists: "to be there",
  notExists: "not to be there",
};

/** The reason as a sentence that people read and machines can read back: `parseReason` is its inverse. */
export function formatReason(reason: Reason): string {
  switch (reason.kind) {
    case "status":
      return `expected status ${reason.expected}, saw ${reason.actual}`;
    case "slow":
      return `answered in ${reason.actualMs} ms, limit ${reason.limitMs} ms`;
    case "timeout":
      return `no answer within ${reason.limitMs} ms`;
    case "assertion":
      return `expected ${formatAssertion(reason.assertion)}, saw ${reason.actual}`;
    case "no-report":
      return `no report within ${reason.limitSeconds} s`;
    case "run-too-long":
      return `a run began and did not end within ${reason.limitSeconds} s`;
    case "exit-status":
      return `it ended with exit status ${reason.actual}`;
    case "regions":
      return `failing from ${reason.failing} of ${reason.of} regions: ${formatReason(reason.because)}`;
    case "through":
      return `unreachable through ${reason.name}`;
    default:
      return SIMPLE_REASON_TEXTS[reason.kind];
  }
}

/** A claim in words, such as `JSON at "$.status" to equal "ok"`. */
export function formatAssertion({
  source,
  property,
  comparison,
  expected,
}: Omit<Assertion, "severity">): string {
  const phrases = [
    SOURCE_TEXTS[source],
    property && JSON.stringify(property),
    COMPARISON_TEXTS[comparison],
  ];
  const value = comparison === "exists" || comparison === "notExists" ? [] : [expected];
  return [...phrases.filter(Boolean), ...value.map((one) => JSON.stringify(one))].join(" ");
}

/** The reason behind a sentence of `formatReason`, so that pages can say it in another language. */
export function parseReason(text: string): Reason | null {
  const regions = /^failing from (\d+) of (\d+) regions: (.+)$/s.exec(text);
  if (regions) {
    const because = parseReason(regions[3]!);
    const [failing, of] = [Number(regions[1]), Number(regions[2])];
    return because && { kind: "regions", failing, of, because };
  }
  const status = /^expected status ([\d, -]+), saw (\d+)$/.exec(text);
  if (status) return { kind: "status", expected: status[1]!, actual: Number(status[2]) };
  const slow = /^answered in (\d+) ms, limit (\d+) ms$/.exec(text);
  if (slow) return { kind: "slow", actualMs: Number(slow[1]), limitMs: Number(slow[2]) };
  const timeout = /^no answer within (\d+) ms$/.exec(text);
  if (timeout) return { kind: "timeout", limitMs: Number(timeout[1]) };
  const late = /^no report within (\d+) s$/.exec(text);
  if (late) return { kind: "no-report", limitSeconds: Number(late[1]) };
  const long = /^a run began and did not end within (\d+) s$/.exec(text);
  if (long) return { kind: "run-too-long", limitSeconds: Number(long[1]) };
  const exit = /^it ended with exit status (\d+)$/.exec(text);
  if (exit) return { kind: "exit-status", actual: Number(exit[1]) };
  const through = /^unreachable through (.+)$/s.exec(text);
  if (through) return { kind: "through", name: through[1]! };
  const simple = SIMPLE_REASONS.find((kind) => SIMPLE_REASON_TEXTS[kind] === text);
  return simple ? { kind: simple } : parseAssertion(text);
}

const alternatives = (texts: readonly string[]) => texts.map((text) => `(?:${text})`).join("|");
const JSON_SCALAR = '"(?:[^"\\\\]|\\\\.)*"|-?[\\d.eE+-]+|true|false|null';
const ASSERTION = new RegExp(
  `^expected (${alternatives(Object.values(SOURCE_TEXTS))})(?: ("(?:[^"\\\\]|\\\\.)*"))?` +
    ` (${alternatives(Object.values(COMPARISON_TEXTS))})(?: (${JSON_SCALAR}))?, saw (.*)$`,
  "s",
);

function parseAssertion(text: string): Reason | null {
  const found = ASSERTION.exec(text);
  if (!found) return null;
  const [, subject, property, comparisonText, expected, actual] = found;
  const source = (Object.keys(SOURCES) as Source[]).find((key) => SOURCE_TEXTS[key] === subject)!;
  const comparison = COMPARISONS.find((key) => COMPARISON_TEXTS[key] === comparisonText)!;
  const assertion = {
    source,
    property: property ? (JSON.parse(property) as string) : null,
    comparison,
    expected: expected ? (JSON.parse(expected) as string) : null,
  };
  return { kind: "assertion", assertion, actual: actual! };
}
