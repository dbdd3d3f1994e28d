import { fail, redirect } from "@sveltejs/kit";
import type { IncidentDetail } from "$protocol/incidents";
import { textField } from "$lib/forms/text-field";
import { writeToApi } from "$lib/server/api";
import { loadEndpointNames } from "$lib/server/endpoints";
import { loadRoomState } from "$lib/server/room";
import { inputProblems } from "$lib/format/input-problem";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  return { ...room, endpoints: await loadEndpointNames(event) };
};

export const actions: Actions = {
  save: async (event) => {
    const form = await event.request.formData();
    const values = {
      title: textField(form, "title").trim(),
      severity: textField(form, "severity"),
      impact: textField(form, "impact"),
      endpointIds: form.getAll("endpointIds").map(String),
      body: textField(form, "body"),
    };
    const { title, severity, impact, endpointIds, body } = values;
    const written = await writeToApi<IncidentDetail>(event, "POST", "/incidents", {
      title,
      severity,
      affected: endpointIds.map((endpointId) => ({ endpointId, impact })),
      ...(body.trim() !== "" && { body }),
    });
    if (written.ok) redirect(303, `/incidents/${written.answer.id}`);
    const { status, error } = written;
    return fail(status, {
      message: error.message,
      fields: inputProblems(error.fields),
      values,
    });
  },
};
