import { DEFAULTS } from "$domain/endpoint";
import type { Kind } from "$domain/kinds";
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
  Record<ListField, string[]> & { kind: Kind; assertions: AssertionRow[] };

/** Problems by field; those of an assertion by `assertions.<row>.<part>`. */
export type FieldProblems = Partial<Record<string, string>>;

export const isAsked = (kind: Kind): boolean => kind !== "heartbeat";

/** How long an answer took says something of these. */
export const isTimed = (kind: Kind): boolean =>
  kind === "http" || kind === "tcp" || kind === "dns" || kind === "websocket";

/** Their addresses are typed in parts. */
export const hasHost = (kind: Kind): boolean =>
  kind === "tcp" || kind === "dns" || kind === "certificate" || kind === "domain";

export const hasDaysLeft = (kind: Kind): boolean => kind === "certificate" || kind === "domain";

/** A request of HTTP comes first, which can carry headers and say who asks. */
export const hasHeaders = (kind: Kind): boolean => kind === "http" || kind === "websocket";

/** What sends something first. */
export const hasMessage = (kind: Kind): boolean => kind === "tcp" || kind === "websocket";

type KindDefaults = Pick<FormValues, "intervalSeconds" | "failureThreshold" | "daysLeft">;

const HOUR = String(3_600);
const DAY = String(86_400);
const USUAL: KindDefaults = {
  intervalSeconds: String(DEFAULTS.intervalSeconds),
  failureThreshold: String(DEFAULTS.failureThreshold),
  daysLeft: "",
};

/** What suits a new endpoint of a kind; the rest is the same for all. */
export const KIND_DEFAULTS: Record<Kind, KindDefaults> = {
  http: USUAL,
  tcp: USUAL,
  dns: USUAL,
  websocket: USUAL,
  heartbeat: { ...USUAL, intervalSeconds: HOUR, failureThreshold: "1" },
  certificate: { ...USUAL, intervalSeconds: HOUR, daysLeft: "14" },
  domain: { ...USUAL, intervalSeconds: DAY, daysLeft: "30" },
};
