import { fail, redirect } from "@sveltejs/kit";
import type { IncidentDetail } from "$protocol/incidents";
import { textOf } from "$lib/form-text";
import { write } from "$lib/server/api";
import { readEndpointNames } from "$lib/server/endpoints";
import { readRoom } from "$lib/server/room";
import { wordedFields } from "$lib/words/channel-problem";
import { sentence } from "$lib/words/sentence";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  return { ...room, endpoints: await readEndpointNames(event) };
};

export const actions: Actions = {
  save: async (event) => {
    const form = await event.request.formData();
    const values = {
      title: textOf(form, "title").trim(),
      severity: textOf(form, "severity"),
      impact: textOf(form, "impact"),
      endpointIds: form.getAll("endpointIds").map(String),
      body: textOf(form, "body"),
    };
    const { title, severity, impact, endpointIds, body } = values;
    const written = await write<IncidentDetail>(event, "POST", "/incidents", {
      title,
      severity,
      affected: endpointIds.map((endpointId) => ({ endpointId, impact })),
      ...(body.trim() !== "" && { body }),
    });
    if (written.ok) redirect(303, `/incidents/${written.answer.id}`);
    const { status, refusal } = written;
    return fail(status, {
      message: sentence(refusal.message),
      fields: wordedFields(refusal.fields),
      values,
    });
  },
};
