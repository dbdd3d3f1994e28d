import type { Instant } from "./instant";

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
export type Method = (typeof METHODS)[number];

/** A thing that is watched: its address, how to check it, how often, what counts as healthy. */
export type Endpoint = {
  /** Opaque and public. */
  id: string;
  /** Short and internal: what packed ticks refer to. */
  number: number;
  name: string;
  kind: "http";
  url: string;
  method: Method;
  headers: Record<string, string>;
  body: string | null;
  /** Codes ("204") and ranges ("200-299"), any of which is healthy. */
  expectedStatus: string[];
  intervalSeconds: number;
  timeoutMs: number;
  /** A slower answer is degraded; null means that no answer in time is too slow. */
  degradedAfterMs: number | null;
  failureThreshold: number;
  recoveryThreshold: number;
  tags: string[];
  paused: boolean;
  createdAt: Instant;
  updatedAt: Instant;
};

/** The bounds of every number of an endpoint, inclusive. */
export const BOUNDS = {
  name: { min: 1, max: 120 },
  url: { max: 2048 },
  headers: { max: 32 },
  headerValue: { max: 4096 },
  body: { max: 64 * 1024 },
  expectedStatus: { min: 1, max: 16 },
  intervalSeconds: { min: 10, max: 86_400 },
  timeoutMs: { min: 1_000, max: 30_000 },
  degradedAfterMs: { min: 1, max: 30_000 },
  failureThreshold: { min: 1, max: 10 },
  recoveryThreshold: { min: 1, max: 10 },
  tags: { max: 16 },
  tag: { min: 1, max: 40 },
} as const;

export const DEFAULTS = {
  kind: "http",
  method: "GET",
  headers: {},
  body: null,
  expectedStatus: ["200-299"],
  intervalSeconds: 60,
  timeoutMs: 10_000,
  degradedAfterMs: null,
  failureThreshold: 2,
  recoveryThreshold: 1,
  tags: [],
  paused: false,
} as const satisfies Partial<Record<keyof Endpoint, unknown>>;
