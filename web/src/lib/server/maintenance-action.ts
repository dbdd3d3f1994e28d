import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { MaintenanceView } from "$protocol/api";
import { parseMaintenanceForm } from "$lib/forms/maintenance";
import { localMaintenanceProblems, apiMaintenanceProblems } from "$lib/format/maintenance-problem";
import { writeToApi } from "./api";

/** Plans a maintenance, or changes one, and goes back to the calendar. */
export async function saveMaintenance(event: RequestEvent, method: "POST" | "PATCH", path: string) {
  const { values, body, problems } = parseMaintenanceForm(await event.request.formData());
  if (Object.keys(problems).length > 0) {
    return fail(400, { message: "", fields: localMaintenanceProblems(problems), values });
  }
  const written = await writeToApi<MaintenanceView>(event, method, path, body);
  if (written.ok) redirect(303, "/maintenance");
  const { status, error } = written;
  return fail(status, {
    message: error.message,
    fields: apiMaintenanceProblems(error, values),
    values,
  });
}
