import type { Instant } from "./domain/instant";
import { conclude } from "./domain/outcome";
import type { Claim, Stored, TickPorts, TickReport } from "./ports";

/** One tick, at one instant. Publishing what was not stored is impossible by construction. */
export async function runTick(ports: TickPorts, at: Instant): Promise<TickReport> {
  const claim = await ports.claim(at);
  if (!claim) return { taken: false, at };
  const due = await ports.loadDue(at);
  const checked = await ports.probe(due, at);
  const outcomes = checked.map((one) => conclude(one, at));
  const stored = await ports.store(claim, outcomes);
  await ports.publish(stored);
  return report(claim, stored);
}

function report({ at, source, nextTickAt }: Claim, stored: Stored): TickReport {
  return {
    taken: true,
    at,
    source,
    nextTickAt,
    checks: stored.checks,
    transitions: stored.changes.filter(({ transition }) => transition).length,
    rowsWritten: stored.rowsWritten,
  };
}
