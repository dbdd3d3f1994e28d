import type { Endpoint } from "../domain/checks/endpoint";
import type { Heartbeat } from "../domain/checks/heartbeat";
import type { Status } from "../domain/status/status";

export type HeartbeatSource = { endpoint: Endpoint; status: Status; heartbeat: Heartbeat };

/** What the API needs of those that report by themselves. */
export type HeartbeatPorts = {
  /** False where an address reports too often, whatever the tokens: nothing is looked up then. */
  isWithinRateLimit(address: string): Promise<boolean>;
  /** Whom a token lets report; null for one that is unknown or was revoked. */
  find(token: string): Promise<HeartbeatSource | null>;
  /** The same for whoever may report without one; null where it is gone or no heartbeat. */
  findByEndpoint(endpointId: string): Promise<HeartbeatSource | null>;
  store(endpoint: Endpoint, heartbeat: Heartbeat): Promise<void>;
  findToken(endpoint: Endpoint): Promise<string | null>;
  /** Makes the first token of an endpoint, or another one that revokes it. */
  setToken(endpointId: string, token: string): Promise<void>;
};
