import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { MaintenanceView } from "$protocol/api";
import { parseLoaded } from "$lib/forms/loaded";
import { parseMaintenanceForm, unchangedMaintenance } from "$lib/forms/maintenance";
import { localMaintenanceProblems, apiMaintenanceProblems } from "$lib/format/maintenance-problem";
import { writeToApi, type WriteResult } from "./api";
import { saveChanges, type EditResult, type RefusedSave } from "./edit";

/** Plans a maintenance, or changes the one at a path, and goes back to the calendar. */
export async function saveMaintenance(event: RequestEvent, path: string | null) {
  const form = await event.request.formData();
  const { values, body, problems } = parseMaintenanceForm(form);
  const loaded = parseLoaded(form);
  if (Object.keys(problems).length > 0) {
    const fields = localMaintenanceProblems(problems);
    return fail(400, { message: "", fields, values, loaded, conflict: null });
  }
  const written: EditResult | WriteResult<MaintenanceView> =
    path === null
      ? await writeToApi<MaintenanceView>(event, "POST", "/maintenances", body)
      : await saveChanges<MaintenanceView>(event, path, {
          loaded,
          body,
          bodyOf: unchangedMaintenance,
        });
  if (written.ok) redirect(303, "/maintenance");
  const { status, error, loaded: shown = loaded, conflict = null }: RefusedSave = written;
  return fail(status, {
    message: error.message,
    fields: conflict ? {} : apiMaintenanceProblems(error, values),
    values,
    loaded: shown,
    conflict,
  });
}
