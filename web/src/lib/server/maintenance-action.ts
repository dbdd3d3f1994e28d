import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { MaintenanceView } from "$protocol/api";
import { readMaintenance } from "$lib/maintenance/form";
import { ownMaintenanceProblems, refusedMaintenance } from "$lib/words/maintenance-problem";
import { sentence } from "$lib/words/sentence";
import { write } from "./api";

/** Plans a maintenance, or changes one, and goes back to the calendar. */
export async function saveMaintenance(event: RequestEvent, method: "POST" | "PATCH", path: string) {
  const { values, body, problems } = readMaintenance(await event.request.formData());
  if (Object.keys(problems).length > 0) {
    return fail(400, { message: "", fields: ownMaintenanceProblems(problems), values });
  }
  const written = await write<MaintenanceView>(event, method, path, body);
  if (written.ok) redirect(303, "/maintenance");
  const { status, refusal } = written;
  return fail(status, {
    message: sentence(refusal.message),
    fields: refusedMaintenance(refusal, values),
    values,
  });
}
