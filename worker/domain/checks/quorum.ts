import type { CheckResult } from "./check";
import type { Endpoint } from "./endpoint";
import type { Verdict } from "./verdict";

/** How many regions must agree where nothing is said: more than half. */
export const quorumOf = ({
  regions,
  regionQuorum,
}: Pick<Endpoint, "regions" | "regionQuorum">): number =>
  regionQuorum ?? Math.floor(regions.length / 2) + 1;

/**
 * What the looks of one check amount to. One look decides for itself. Looks from regions decide
 * together: as many as the quorum must fail; fewer are a degradation that says from how many.
 * A region that could not look has no voice, and with fewer voices than the quorum nothing is known
 * better than by the look from here.
 */
export function aggregateVerdicts(results: readonly CheckResult[], endpoint: Endpoint): Verdict {
  const first = results[0]!.verdict;
  const votes = results.filter(
    ({ region, verdict }) => region !== null && verdict.health !== "unknown",
  );
  const quorum = quorumOf(endpoint);
  if (votes.length < quorum) return first;
  const failing = votes.flatMap(({ verdict }) => (verdict.health === "failing" ? verdict : []));
  if (failing.length > 0) {
    const counts = { failing: failing.length, of: votes.length };
    const reason = { kind: "regions", ...counts, because: failing[0]!.reason } as const;
    return { health: failing.length >= quorum ? "failing" : "degraded", reason };
  }
  return (
    votes.find(({ verdict }) => verdict.health === "degraded")?.verdict ?? { health: "healthy" }
  );
}
