import type { Instant } from "../instant";
import type { Observation } from "./observation";
import { formatReason } from "../reason";
import type { Status } from "../status/status";
import type { Verdict } from "./verdict";

/** One look at an endpoint from one place: the observation and the verdict. */
export type CheckResult = {
  at: Instant;
  /** Null is wherever the tick ran. */
  region: string | null;
  observation: Observation;
  verdict: Verdict;
};

/** The same, flat, as histories and the wire carry it. */
export type CheckRecord = {
  at: Instant;
  status: CheckStatus;
  responseTime: number | null;
  statusCode: number | null;
  region: string | null;
  errorMessage: string | null;
};

/** UNKNOWN is a look at what cannot be known from here. */
export type CheckStatus = Status;

export function checkRecord({ at, region, observation, verdict }: CheckResult): CheckRecord {
  return {
    at,
    region,
    status: STATUS_BY_HEALTH[verdict.health],
    responseTime: observation.outcome === "unknowable" ? null : observation.responseTime,
    statusCode: observation.outcome === "answered" ? observation.statusCode : null,
    errorMessage: verdict.health === "healthy" ? null : formatReason(verdict.reason),
  };
}

/** What a verdict is called where there are no thresholds. */
export const STATUS_BY_HEALTH = {
  healthy: "UP",
  degraded: "DEGRADED",
  failing: "DOWN",
  unknown: "UNKNOWN",
} as const satisfies Record<Verdict["health"], CheckStatus>;
