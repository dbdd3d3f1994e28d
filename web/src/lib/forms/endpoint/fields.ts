import { ENDPOINT_DEFAULTS } from "$domain/checks/endpoint";
import type { EndpointKind } from "$domain/checks/kinds";
import type { AssertionRow } from "./assertion-rows";

/** Fields that hold one text, whatever they mean. */
export const TEXT_FIELDS = [
  "name",
  "tags",
  "url",
  "host",
  "port",
  "recordType",
  "resolver",
  "resolverUrl",
  "method",
  "authType",
  "username",
  "password",
  "token",
  "headers",
  "body",
  "bodyType",
  "maxRedirects",
  "expectedStatus",
  "daysLeft",
  "intervalSeconds",
  "graceSeconds",
  "timeoutMs",
  "degradedAfterMs",
  "failureThreshold",
  "recoveryThreshold",
  "sloTarget",
  "sloWindowDays",
  "retryDelaySeconds",
  "regionQuorum",
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

export const LIST_FIELDS = ["regions", "dependsOn"] as const;
type ListField = (typeof LIST_FIELDS)[number];

export type FormField = TextField | ListField;

/** What the fields of the form hold: text as typed. */
export type FormValues = Record<TextField, string> &
  Record<ListField, string[]> & { kind: EndpointKind; assertions: AssertionRow[] };

/** Problems by field; those of an assertion by `assertions.<row>.<part>`. */
export type FieldProblems = Partial<Record<string, string>>;

export const isProbed = (kind: EndpointKind): boolean => kind !== "heartbeat";

/** How long an answer took says something of these. */
export const hasResponseTime = (kind: EndpointKind): boolean =>
  kind === "http" || kind === "tcp" || kind === "dns" || kind === "websocket";

/** Their addresses are typed in parts. */
export const hasHost = (kind: EndpointKind): boolean =>
  kind === "tcp" || kind === "dns" || kind === "certificate" || kind === "domain";

export const hasDaysLeft = (kind: EndpointKind): boolean =>
  kind === "certificate" || kind === "domain";

/** A request of HTTP comes first, which can carry headers and say who asks. */
export const hasHeaders = (kind: EndpointKind): boolean => kind === "http" || kind === "websocket";

/** What sends something first. */
export const hasMessage = (kind: EndpointKind): boolean => kind === "tcp" || kind === "websocket";

type KindDefaults = Pick<FormValues, "intervalSeconds" | "failureThreshold" | "daysLeft">;

const HOUR = String(3_600);
const DAY = String(86_400);
const STANDARD_DEFAULTS: KindDefaults = {
  intervalSeconds: String(ENDPOINT_DEFAULTS.intervalSeconds),
  failureThreshold: String(ENDPOINT_DEFAULTS.failureThreshold),
  daysLeft: "",
};

/** What suits a new endpoint of a kind; the rest is the same for all. */
export const KIND_DEFAULTS: Record<EndpointKind, KindDefaults> = {
  http: STANDARD_DEFAULTS,
  tcp: STANDARD_DEFAULTS,
  dns: STANDARD_DEFAULTS,
  websocket: STANDARD_DEFAULTS,
  heartbeat: { ...STANDARD_DEFAULTS, intervalSeconds: HOUR, failureThreshold: "1" },
  certificate: { ...STANDARD_DEFAULTS, intervalSeconds: HOUR, daysLeft: "14" },
  domain: { ...STANDARD_DEFAULTS, intervalSeconds: DAY, daysLeft: "30" },
};
