import type { AssertionResult } from "./assertion";
import type { Instant } from "../instant";

/** Why no usable answer came. A closed list: raw error texts name addresses and are never kept. */
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
  "no-records",
  "resolver-failed",
  "no-message",
  "certificate-expired",
  "certificate-not-yet-valid",
  "certificate-name",
  "domain-expired",
  "domain-not-registered",
  "no-report",
  "reported-failure",
  "run-too-long",
] as const;
export type Failure = (typeof FAILURES)[number];

/** Failures that our own loss of network looks like as well. */
export const NETWORK_FAILURES: ReadonlySet<Failure> = new Set([
  "timeout",
  "unreachable",
  "name-not-resolved",
  "tls",
  "connection-lost",
  "resolver-failed",
]);

/** Why a thing cannot be known from where we look. It says nothing about the endpoint. */
export const INCONCLUSIVE_REASONS = [
  /** The platform opens no raw connection there: its own proxies, above all. */
  "no-raw-connection",
  /** TLS 1.3 sends certificates enciphered. */
  "tls-1.3-only",
  "registry-without-rdap",
  "registry-without-expiry",
  "registry-away",
  /** What it is asked with is sealed under a key that is not given any more. */
  "secrets-sealed",
] as const;
export type InconclusiveReason = (typeof INCONCLUSIVE_REASONS)[number];

/** What is known beyond answer and time; kept while it stays the same. */
export type CheckDetails = {
  expiresAt?: Instant;
  issuer?: string;
  names?: string[];
  registrar?: string;
};

/**
 * What a check saw. `responseTime` is milliseconds from the start of the request to the answer: to
 * an HTTP answer's head, to a connection, to a message where one was waited for.
 */
export type Observation =
  | {
      outcome: "answered";
      statusCode: number | null;
      responseTime: number | null;
      assertions: AssertionResult[];
      details?: CheckDetails;
    }
  | {
      outcome: "failed";
      failure: Failure;
      responseTime: number | null;
      /** Of a run that reported it; 1..255. */
      exitStatus?: number;
      details?: CheckDetails;
    }
  | { outcome: "unknowable"; cause: InconclusiveReason };
