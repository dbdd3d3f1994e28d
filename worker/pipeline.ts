import { isSameLook } from "./domain/endpoint";
import type { Instant } from "./domain/instant";
import { ownNetworkLost, suspects } from "./domain/own-network";
import { conclude, type Checked, type Outcome, type Remembered } from "./domain/outcome";
import type { Claim, Stored, TickPorts, TickReport } from "./ports";

/**
 * One tick, at one instant. Publishing what was not stored is impossible by construction. What
 * answers promptly waits for nothing that hangs: it is stored and told first.
 */
export async function runTick(ports: TickPorts, at: Instant): Promise<TickReport> {
  const claim = await ports.claim(at);
  if (!claim) return { taken: false, at };
  const due = await ports.loadDue(at, claim.died);
  const pending = new Set(due.map(({ endpoint }) => endpoint.number));
  const outcomes: Outcome[] = [];
  const stored: Stored[] = [];
  for await (const checked of ports.probe(due, at)) {
    for (const { endpoint } of checked) pending.delete(endpoint.number);
    const concluded = await concludeAll(ports, checked, pending, at);
    const before = stored.length > 0 ? outcomes : null;
    const told = hasNews(claim, concluded, before) ? await ports.willTell() : null;
    const part = await ports.store(claim, concluded, before);
    await Promise.all([ports.publish(part), ports.notify(part)]);
    await told?.();
    await lookAgain(ports, concluded, false);
    outcomes.push(...concluded);
    stored.push(part);
  }
  await lookAgain(ports, outcomes, true);
  return report(claim, stored);
}

/** A check that is not told is made up for by the next one; anything else must be told. */
const hasNews = ({ gap, maintenance }: Claim, outcomes: Outcome[], before: Outcome[] | null) =>
  outcomes.some(({ change }) => change !== null) ||
  (!before && (gap !== null || maintenance.length > 0));

/** Judged from what is remembered now, not when the probes set out: other ticks went on meanwhile. */
async function concludeAll(
  ports: TickPorts,
  seen: Checked[],
  pending: ReadonlySet<number>,
  at: Instant,
): Promise<Outcome[]> {
  const remembered = await ports.recall(
    seen.map(({ endpoint }) => endpoint),
    { at, pending },
  );
  const checked = await withoutOwnLoss(ports, seen, remembered);
  const outcomes: Outcome[] = [];
  // What others depend on is decided before them, and what it has become counts for them.
  const decided = new Map<number, Outcome>();
  for (const one of checked.toSorted((a, b) => depth(remembered, a) - depth(remembered, b))) {
    const known = remembered.get(one.endpoint.number);
    // What was changed meanwhile was not looked at.
    if (!known || !isSameLook(known.endpoint, one.endpoint)) continue;
    const outcome = conclude(withDecided(known, decided), one, at);
    decided.set(one.endpoint.number, outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

/** The loss of our own network is nobody's outage. */
async function withoutOwnLoss(
  ports: TickPorts,
  seen: Checked[],
  remembered: ReadonlyMap<number, Remembered>,
): Promise<Checked[]> {
  const failing = suspects(seen, remembered);
  if (failing.length === 0) return seen;
  const lost = await ports.lostNetwork(failing);
  return seen.map((checked) =>
    lost.has(checked.endpoint.number) ? ownNetworkLost(checked) : checked,
  );
}

const depth = (remembered: ReadonlyMap<number, Remembered>, { endpoint }: Checked): number =>
  remembered.get(endpoint.number)?.ancestors.length ?? 0;

const withDecided = (known: Remembered, decided: ReadonlyMap<number, Outcome>): Remembered => ({
  ...known,
  ancestors: known.ancestors.map((ancestor) => ({
    ...ancestor,
    state: decided.get(ancestor.endpoint.number)?.change?.state ?? ancestor.state,
  })),
});

/** What waits for another's decision is looked at once all of the tick has ended. */
async function lookAgain(ports: TickPorts, outcomes: Outcome[], held: boolean): Promise<void> {
  const doubted = outcomes
    .filter(({ isInDoubt, isHeld }) => isInDoubt && isHeld === held)
    .map(({ endpoint }) => endpoint)
    .filter(({ retryDelaySeconds }) => retryDelaySeconds !== null);
  if (doubted.length > 0) await ports.lookAgain(doubted);
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
