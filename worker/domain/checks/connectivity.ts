import type { Endpoint } from "./endpoint";
import { NETWORK_FAILURES } from "./observation";
import type { CompletedCheck, EndpointSnapshot } from "../status/conclude";
import type { Verdict } from "./verdict";

/**
 * Those that fail as all would if our network were lost; none where no endpoint among them was well a
 * moment ago.
 */
export function connectivitySuspects(
  checked: readonly CompletedCheck[],
  snapshots: ReadonlyMap<number, EndpointSnapshot>,
): Endpoint[] {
  const failing = checked.filter(looksOffline).map(({ endpoint }) => endpoint);
  const wasHealthy = ({ number }: Endpoint) =>
    /^(UP|DEGRADED)$/.test(snapshots.get(number)?.state.status ?? "");
  return failing.some(wasHealthy) ? failing : [];
}

const OFFLINE_VERDICT: Verdict = { health: "unknown", reason: { kind: "own-network" } };

/** A failure that says nothing of the endpoint; what was answered stays as it was. */
export const markOffline = (checked: CompletedCheck): CompletedCheck =>
  looksOffline(checked)
    ? {
        ...checked,
        verdict: OFFLINE_VERDICT,
        results: checked.results.map((result) => ({ ...result, verdict: OFFLINE_VERDICT })),
      }
    : checked;

const looksOffline = ({ results }: CompletedCheck): boolean =>
  results.every(
    ({ observation }) =>
      observation.outcome === "failed" && NETWORK_FAILURES.has(observation.failure),
  );
