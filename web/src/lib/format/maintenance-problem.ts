import type { ApiError } from "$protocol/errors";
import type { FieldProblems } from "$lib/forms/endpoint/fields";
import {
  MAINTENANCE_FIELDS,
  type MaintenanceValues,
  type ParsedMaintenanceForm,
} from "$lib/forms/maintenance";
import { m } from "$lib/paraglide/messages";
import { inputProblemText } from "./input-problem";

/** What the form itself has to say about its fields. */
export const localMaintenanceProblems = (
  problems: ParsedMaintenanceForm["problems"],
): FieldProblems =>
  Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => [
      field,
      problem === "zone" ? m.problem_zone() : m.problem_time(),
    ]),
  );

/** What the API refuses, at the fields of the form. */
export function apiMaintenanceProblems(
  refusal: ApiError["error"],
  { repeat }: Pick<MaintenanceValues, "repeat">,
): FieldProblems {
  const problems: FieldProblems = {};
  for (const [path, message] of Object.entries(refusal.fields ?? {})) {
    const field = MAINTENANCE_FIELDS.find((name) => name === path.split(".")[0]);
    if (!field) continue;
    const at = field !== "recurrence" ? field : repeat === "own" ? "pattern" : "repeat";
    problems[at] ??= inputProblemText(message, path);
  }
  return problems;
}
