import type { Endpoint } from "../domain/checks/endpoint";
import type { Instant } from "../domain/instant";
import type { StatusState } from "../domain/status/status";

export type ActiveMaintenance = { id: string; title: string; endsAt: Instant };

/** What came of a change; but for `saved` nothing is written. */
export type EndpointUpdate = "saved" | "circular" | "edited";

/** An endpoint with all that is known of its present. */
export type EndpointRecord = {
  endpoint: Endpoint;
  state: Pick<StatusState, "status" | "since" | "details">;
  maintenance: ActiveMaintenance | null;
  errorMessage: string | null;
  lastCheck: { at: Instant; responseTime: number | null } | null;
  uptime24h: number | null;
};
