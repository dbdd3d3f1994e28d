/** Why no answer came. A closed list: raw error texts name addresses and are never kept. */
export const FAILURES = [
  "timeout",
  "unreachable",
  "name-not-resolved",
  "tls",
  "connection-lost",
  "too-many-redirects",
  "bad-redirect",
  "address-refused",
  "bad-request",
] as const;
export type Failure = (typeof FAILURES)[number];

/** What a check saw. `responseTime` is milliseconds from the start of the request to the headers. */
export type Observation =
  | { outcome: "answered"; statusCode: number; responseTime: number }
  | { outcome: "failed"; failure: Failure; responseTime: number | null };
