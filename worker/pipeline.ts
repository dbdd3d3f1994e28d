import { hasSameProbeConfig } from "./domain/checks/endpoint";
import type { Instant } from "./domain/instant";
import { markOffline, connectivitySuspects } from "./domain/checks/connectivity";
import {
  conclude,
  type CompletedCheck,
  type CheckOutcome,
  type EndpointSnapshot,
} from "./domain/status/conclude";
import type { TickClaim, StoredTick, TickPorts, TickReport } from "./ports";

/**
 * One tick, at one instant. Publishing what was not stored is impossible by construction. What
 * answers promptly waits for nothing that hangs: it is stored and told first.
 */
export async function runTick(ports: TickPorts, at: Instant): Promise<TickReport> {
  const claim = await ports.claim(at);
  if (!claim) return { isClaimed: false, at };
  const due = await ports.loadDueEndpoints(at, claim.abandonedTicks);
  const pending = new Set(due.map(({ endpoint }) => endpoint.number));
  const outcomes: CheckOutcome[] = [];
  const stored: StoredTick[] = [];
  for await (const checked of ports.probe(due, at)) {
    for (const { endpoint } of checked) pending.delete(endpoint.number);
    const concluded = await concludeAll(ports, checked, pending, at);
    const before = stored.length > 0 ? outcomes : null;
    const endPublish = hasEvents(claim, concluded, before) ? await ports.beginPublish() : null;
    const storedShard = await ports.store(claim, concluded, before);
    await Promise.all([ports.publish(storedShard), ports.notify(storedShard)]);
    await endPublish?.();
    await scheduleRetries(ports, concluded, false);
    outcomes.push(...concluded);
    stored.push(storedShard);
  }
  await scheduleRetries(ports, outcomes, true);
  return report(claim, stored);
}

/** A check that is not told is made up for by the next one; anything else must be told. */
const hasEvents = (
  { monitoringGap, maintenanceChanges }: TickClaim,
  outcomes: CheckOutcome[],
  before: CheckOutcome[] | null,
) =>
  outcomes.some(({ change }) => change !== null) ||
  (!before && (monitoringGap !== null || maintenanceChanges.length > 0));

/** Judged from what is remembered now, not when the probes set out: other ticks went on meanwhile. */
async function concludeAll(
  ports: TickPorts,
  checks: CompletedCheck[],
  pending: ReadonlySet<number>,
  at: Instant,
): Promise<CheckOutcome[]> {
  const snapshots = await ports.loadSnapshots(
    checks.map(({ endpoint }) => endpoint),
    { at, pending },
  );
  const checked = await withConnectivityCheck(ports, checks, snapshots);
  const outcomes: CheckOutcome[] = [];
  // What others depend on is decided before them, and what it has become counts for them.
  const decided = new Map<number, CheckOutcome>();
  for (const one of checked.toSorted(
    (a, b) => dependencyDepth(snapshots, a) - dependencyDepth(snapshots, b),
  )) {
    const snapshot = snapshots.get(one.endpoint.number);
    // What was changed meanwhile was not looked at.
    if (!snapshot || !hasSameProbeConfig(snapshot.endpoint, one.endpoint)) continue;
    const outcome = conclude(withDecided(snapshot, decided), one, at);
    decided.set(one.endpoint.number, outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

/** The loss of our own network is nobody's outage. */
async function withConnectivityCheck(
  ports: TickPorts,
  checks: CompletedCheck[],
  snapshots: ReadonlyMap<number, EndpointSnapshot>,
): Promise<CompletedCheck[]> {
  const failing = connectivitySuspects(checks, snapshots);
  if (failing.length === 0) return checks;
  const offline = await ports.checkConnectivity(failing);
  return checks.map((checked) =>
    offline.has(checked.endpoint.number) ? markOffline(checked) : checked,
  );
}

const dependencyDepth = (
  snapshots: ReadonlyMap<number, EndpointSnapshot>,
  { endpoint }: CompletedCheck,
): number => snapshots.get(endpoint.number)?.ancestors.length ?? 0;

const withDecided = (
  snapshot: EndpointSnapshot,
  decided: ReadonlyMap<number, CheckOutcome>,
): EndpointSnapshot => ({
  ...snapshot,
  ancestors: snapshot.ancestors.map((ancestor) => ({
    ...ancestor,
    state: decided.get(ancestor.endpoint.number)?.change?.state ?? ancestor.state,
  })),
});

/** What waits for another's decision is looked at once all of the tick has ended. */
async function scheduleRetries(
  ports: TickPorts,
  outcomes: CheckOutcome[],
  isAwaiting: boolean,
): Promise<void> {
  const pending = outcomes
    .filter(
      ({ hasPendingFailures, isAwaitingDependency }) =>
        hasPendingFailures && isAwaitingDependency === isAwaiting,
    )
    .map(({ endpoint }) => endpoint)
    .filter(({ retryDelaySeconds }) => retryDelaySeconds !== null);
  if (pending.length > 0) await ports.scheduleRetries(pending);
}

function report(
  { at, source, nextTickAt, rowsWritten }: TickClaim,
  stored: StoredTick[],
): TickReport {
  const changes = stored.flatMap((storedShard) => storedShard.changes);
  return {
    isClaimed: true,
    at,
    source,
    nextTickAt,
    checks: stored.flatMap((storedShard) => storedShard.checks),
    transitions: changes.filter(({ transition }) => transition).length,
    rowsWritten: stored.reduce((sum, storedShard) => sum + storedShard.rowsWritten, rowsWritten),
  };
}
