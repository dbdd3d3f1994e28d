import type { ActiveAlert } from "../domain/alerts/group";
import type { Period } from "../domain/status/uptime";

/** Announced work, and the time in which something that it is reached through is down as well. */
export function silencesOf(
  { alert, endedAt }: ActiveAlert,
  alerts: ReadonlyMap<string, ActiveAlert>,
  maintenances: ReadonlyMap<string, Period>,
): Period[] {
  const { endpointId, dependencyIds, id } = alert;
  // Whoever opens one by hand wants it heard.
  if (endpointId === null) return [];
  const work = [endpointId, ...dependencyIds].flatMap((one) => maintenances.get(one) ?? []);
  // Whoever heard of it hears of its end.
  if (endedAt !== null) return work;
  const failingDependencies = [...alerts.values()].filter(
    (other) =>
      other.alert.id !== id &&
      other.alert.endpointId !== null &&
      other.alert.level === "down" &&
      dependencyIds.includes(other.alert.endpointId),
  );
  return [
    ...work,
    ...failingDependencies.map(({ alert: { startedAt }, endedAt: otherEndedAt }) => ({
      from: startedAt,
      to: otherEndedAt ?? Infinity,
    })),
  ];
}
