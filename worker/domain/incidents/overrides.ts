import type { Severity as Grade } from "./actions";
import { declaredAlert, type Alert } from "../alerts/alert";
import type { ActiveAlert } from "../alerts/group";

/** What people have made of an incident by now: how it is called, how bad it is, what it affects. */
export type IncidentOverrides = {
  /** Null where the endpoint's name says it. */
  title: string | null;
  severity: Grade;
  affectedEndpoints: { id: string; name: string; tags: string[] }[];
};

/** The parts of an incident as people see it now; `id` is of the one that leads. */
export const applyOverrides = (
  { id, members }: { id: string; members: readonly ActiveAlert[] },
  overrides: IncidentOverrides | undefined,
): Alert[] => {
  const [lead] = members;
  const isDeclared = lead?.alert.endpointId === null;
  return members.map(({ alert }) => {
    if (!overrides) return alert;
    if (alert.id !== id) return isDeclared ? alert : overrideDetected(alert, overrides);
    return alert.endpointId === null
      ? overrideDeclared(alert, overrides)
      : addAffectedEndpoints(overrideDetected(alert, overrides), members, overrides);
  });
};

const overrideDeclared = (
  alert: Extract<Alert, { endpointId: null }>,
  { title, severity, affectedEndpoints }: IncidentOverrides,
): Alert =>
  declaredAlert({ ...alert, title: title ?? alert.title, severity }, affectedEndpoints, {
    openedAt: alert.openedAt,
    body: alert.reason,
  });

function overrideDetected(alert: Alert, { title, severity }: IncidentOverrides): Alert {
  if (alert.endpointId === null) return alert;
  const { title: _, ...rest } = alert;
  return { ...rest, severity, ...(title !== null && { title }) };
}

/** What people say it affects beside what the checks found. */
function addAffectedEndpoints(
  alert: Alert,
  members: readonly ActiveAlert[],
  { affectedEndpoints }: IncidentOverrides,
): Alert {
  if (alert.endpointId === null) return alert;
  const detectedIds = members.map((member) => member.alert.endpointId);
  const additional = affectedEndpoints.filter(({ id }) => !detectedIds.includes(id));
  const tags = [...new Set([...alert.tags, ...additional.flatMap((one) => one.tags)])];
  return { ...alert, tags, alsoAffected: additional.map(({ id, name }) => ({ id, name })) };
}
