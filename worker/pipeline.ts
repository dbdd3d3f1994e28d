import type { Instant } from "./domain/instant";
import { conclude, type Checked, type Outcome } from "./domain/outcome";
import type { Claim, Stored, TickPorts, TickReport } from "./ports";

/**
 * One tick, at one instant. Publishing what was not stored is impossible by construction. What
 * answers promptly waits for nothing that hangs: it is stored and told first.
 */
export async function runTick(ports: TickPorts, at: Instant): Promise<TickReport> {
  const claim = await ports.claim(at);
  if (!claim) return { taken: false, at };
  const due = await ports.loadDue(at);
  const outcomes: Outcome[] = [];
  const stored: Stored[] = [];
  for await (const checked of ports.probe(due, at)) {
    const concluded = await concludeAll(ports, checked, at);
    const part = await ports.store(claim, concluded, stored.length > 0 ? outcomes : null);
    await ports.publish(part);
    outcomes.push(...concluded);
    stored.push(part);
  }
  return report(claim, stored);
}

/** Judged from what is remembered now, not when the probes set out: other ticks went on meanwhile. */
async function concludeAll(ports: TickPorts, checked: Checked[], at: Instant): Promise<Outcome[]> {
  const remembered = await ports.recall(checked.map(({ endpoint }) => endpoint));
  return checked.flatMap(({ endpoint, check }) => {
    const known = remembered.get(endpoint.number);
    return known ? conclude(known, check, at) : [];
  });
}

function report({ at, source, nextTickAt, rowsWritten }: Claim, stored: Stored[]): TickReport {
  const changes = stored.flatMap((part) => part.changes);
  return {
    taken: true,
    at,
    source,
    nextTickAt,
    checks: stored.flatMap((part) => part.checks),
    transitions: changes.filter(({ transition }) => transition).length,
    rowsWritten: stored.reduce((sum, part) => sum + part.rowsWritten, rowsWritten),
  };
}
