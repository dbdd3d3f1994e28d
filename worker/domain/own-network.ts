import type { Endpoint } from "./endpoint";
import { NETWORK_FAILURES } from "./observation";
import type { Checked, Remembered } from "./outcome";
import type { Verdict } from "./verdict";

/**
 * Those that fail as all would if our network were lost; none where no endpoint among them was well a
 * moment ago.
 */
export function suspects(
  checked: readonly Checked[],
  remembered: ReadonlyMap<number, Remembered>,
): Endpoint[] {
  const failing = checked.filter(failsAsIfOffline).map(({ endpoint }) => endpoint);
  const wasWell = ({ number }: Endpoint) =>
    /^(UP|DEGRADED)$/.test(remembered.get(number)?.state.status ?? "");
  return failing.some(wasWell) ? failing : [];
}

const LOST: Verdict = { health: "unknown", reason: { kind: "own-network" } };

/** A failure that says nothing of the endpoint; what was answered stays as it was. */
export const ownNetworkLost = (checked: Checked): Checked =>
  failsAsIfOffline(checked)
    ? {
        ...checked,
        verdict: LOST,
        looks: checked.looks.map((look) => ({ ...look, verdict: LOST })),
      }
    : checked;

const failsAsIfOffline = ({ looks }: Checked): boolean =>
  looks.every(
    ({ observation }) =>
      observation.outcome === "failed" && NETWORK_FAILURES.has(observation.failure),
  );
