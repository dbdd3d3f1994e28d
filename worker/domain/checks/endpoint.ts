import type { Assertion } from "./assertion";
import type { Instant } from "../instant";
import type { EndpointKind } from "./kinds";

/** An address of each kind, as messages show one. */
export const ADDRESS_EXAMPLES: Record<EndpointKind, string> = {
  http: "https://example.com/health",
  tcp: "tcp://example.com:5432",
  dns: "dns://example.com?type=A",
  websocket: "wss://example.com/socket",
  heartbeat: "",
  certificate: "https://example.com",
  domain: "domain://example.com",
};

export const HTTP_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** How a body is sent: as it is, or with the content type of JSON or of a form. */
export const BODY_TYPES = ["raw", "json", "form"] as const;
export type BodyType = (typeof BODY_TYPES)[number];

/** Who a check says that it is. */
export type Credentials =
  { type: "basic"; username: string; password: string } | { type: "bearer"; token: string };

/**
 * Where a check can be confirmed from: the location hints of Durable Objects.
 * https://developers.cloudflare.com/durable-objects/reference/data-location/
 */
export const REGIONS = ["wnam", "enam", "sam", "weur", "eeur", "apac", "oc", "afr", "me"] as const;
export type Region = (typeof REGIONS)[number];

/** A thing that is watched: its address, how to check it, how often, what counts as healthy. */
export type Endpoint = {
  /** Opaque and public. */
  id: string;
  /** Short and internal: what packed ticks refer to. */
  number: number;
  name: string;
  kind: EndpointKind;
  /**
   * `http(s)://`, `tcp://host:port`, `dns://name?type=A&resolver=cloudflare`, `ws(s)://`; `https://`
   * of a certificate; `domain://name`. Empty for a heartbeat.
   */
  url: string;
  method: HttpMethod;
  headers: Record<string, string>;
  /** What is sent: the body, or over TCP and WebSocket the first message. */
  body: string | null;
  bodyType: BodyType;
  auth: Credentials | null;
  /** How many redirects are followed; 0 takes a redirect for the answer. */
  maxRedirects: number;
  /** Codes ("204") and ranges ("200-299"), any of which is healthy. */
  expectedStatus: string[];
  assertions: Assertion[];
  /** How often it is checked; of a heartbeat, how often it must report. */
  intervalSeconds: number;
  /** How much later than its interval a heartbeat may report, and how long its run may take. */
  graceSeconds: number;
  timeoutMs: number;
  /** A slower answer is degraded; null means that no answer in time is too slow. */
  degradedAfterMs: number | null;
  failureThreshold: number;
  recoveryThreshold: number;
  /** How soon a failing check that decides nothing yet is repeated; null waits for the interval. */
  retryDelaySeconds: number | null;
  /** Where a failing check is confirmed from, before it counts. */
  regions: Region[];
  /** How many of the regions must agree that it fails; null is more than half. */
  regionQuorum: number | null;
  /** Ids of the endpoints through which this one is reached. */
  dependsOn: string[];
  /** The share of covered time in which it should be up; null where nothing is promised. */
  sloTarget: number | null;
  /** Over how many days, today included. */
  sloWindowDays: number;
  tags: string[];
  paused: boolean;
  createdAt: Instant;
  updatedAt: Instant;
};

/** What a look depends on: after a change of these an older look says nothing. */
export const PROBE_FIELDS = [
  "url",
  "method",
  "headers",
  "body",
  "bodyType",
  "auth",
  "maxRedirects",
  "expectedStatus",
  "assertions",
  "timeoutMs",
  "degradedAfterMs",
  "regions",
  "regionQuorum",
] as const satisfies readonly (keyof Endpoint)[];

/** Whether a look at one is a look at the other. */
export const hasSameProbeConfig = (one: Endpoint, other: Endpoint): boolean =>
  PROBE_FIELDS.every((field) => JSON.stringify(one[field]) === JSON.stringify(other[field]));

/** The bounds of every number of an endpoint, inclusive. */
export const ENDPOINT_BOUNDS = {
  name: { min: 1, max: 120 },
  url: { max: 2048 },
  headers: { max: 32 },
  headerValue: { max: 4096 },
  body: { max: 64 * 1024 },
  expectedStatus: { min: 1, max: 16 },
  assertions: { max: 20 },
  property: { min: 1, max: 200 },
  expected: { max: 1_000 },
  credential: { min: 1, max: 4096 },
  maxRedirects: { min: 0, max: 10 },
  graceSeconds: { min: 1, max: 2_592_000 },
  retryDelaySeconds: { min: 0, max: 300 },
  dependsOn: { max: 10 },
  intervalSeconds: { min: 10, max: 86_400 },
  timeoutMs: { min: 1_000, max: 30_000 },
  degradedAfterMs: { min: 1, max: 30_000 },
  failureThreshold: { min: 1, max: 10 },
  recoveryThreshold: { min: 1, max: 10 },
  sloTarget: { min: 0.5, max: 0.99999 },
  sloWindowDays: { min: 1, max: 365 },
  tags: { max: 16 },
  tag: { min: 1, max: 40 },
} as const;

/** What an endpoint is where nothing is said. */
export const ENDPOINT_DEFAULTS: Omit<
  Endpoint,
  "number" | "id" | "name" | "url" | "createdAt" | "updatedAt"
> = {
  kind: "http",
  method: "GET",
  headers: {},
  body: null,
  bodyType: "raw",
  auth: null,
  maxRedirects: 5,
  expectedStatus: ["200-299"],
  assertions: [],
  intervalSeconds: 60,
  graceSeconds: 60,
  timeoutMs: 10_000,
  degradedAfterMs: null,
  failureThreshold: 2,
  recoveryThreshold: 1,
  retryDelaySeconds: 2,
  regions: [],
  regionQuorum: null,
  dependsOn: [],
  sloTarget: null,
  sloWindowDays: 30,
  tags: [],
  paused: false,
};
