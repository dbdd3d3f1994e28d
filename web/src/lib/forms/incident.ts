import type { IncidentView } from "$protocol/incidents";
import { flatten, type LoadedForm } from "./loaded";
import { textField } from "./text-field";

type Impacts = { endpointId: string; impact: string }[];

/** What the form of an incident would send if nothing were changed. */
export const incidentBody = ({ title, severity, assignedTo, ...incident }: IncidentView) => ({
  title,
  severity,
  assignedTo,
  // Where not all of them are known here, none is changed here.
  affected:
    incident.affected.length === incident.affectedCount
      ? incident.affected.map(({ endpointId, impact }) => ({ endpointId, impact }))
      : [],
});

export const loadedIncident = (incident: IncidentView): LoadedForm => ({
  version: `"${incident.version}"`,
  fields: flatten(incidentBody(incident)),
});

/** What was posted; of what it affects, what the form was filled with. */
export function parseIncidentForm(form: FormData, loaded: LoadedForm | null) {
  const affected = (loaded?.fields["affected"] ?? []) as Impacts;
  return {
    title: textField(form, "title").trim() || null,
    severity: textField(form, "severity"),
    assignedTo: textField(form, "assignedTo").trim() || null,
    ...(affected.length > 0 && {
      affected: affected.map(({ endpointId, impact }) => ({
        endpointId,
        impact: textField(form, `impact.${endpointId}`) || impact,
      })),
    }),
  };
}
