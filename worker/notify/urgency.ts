import { severityOf, type Alert } from "../domain/alerts/alert";

/** How much a service that wakes people is to make of an incident. */
export type Urgency = "critical" | "high" | "low";

export function urgencyOf(alert: Alert): Urgency {
  const severity = severityOf(alert);
  // Of what checks found, major is also what is stored while people say nothing of it.
  if (alert.endpointId !== null && severity === "major") {
    return alert.level === "down" ? "critical" : "low";
  }
  return URGENCY_BY_SEVERITY[severity];
}

const URGENCY_BY_SEVERITY = { critical: "critical", major: "high", minor: "low" } as const;
