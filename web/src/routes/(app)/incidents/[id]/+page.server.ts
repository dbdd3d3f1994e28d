import { fail, type RequestEvent } from "@sveltejs/kit";
import type { IncidentDetail, Timeline } from "$protocol/incidents";
import { toHtml } from "$protocol/markdown";
import { textOf } from "$lib/form-text";
import { read, write } from "$lib/server/api";
import { readRoom } from "$lib/server/room";
import { sentence } from "$lib/words/sentence";
import type { Actions, PageServerLoad } from "./$types";

const pathOf = (id: string) => `/incidents/${encodeURIComponent(id)}`;

export const load: PageServerLoad = async (event) => {
  const path = pathOf(event.params.id);
  const room = await readRoom(event, "all");
  const [incident, timeline] = await Promise.all([
    read<IncidentDetail>(event, path),
    read<Timeline>(event, `${path}/timeline`),
  ]);
  const updates = incident.updates.map((update) => ({ ...update, html: toHtml(update.body) }));
  return { ...room, incident, updates, timeline: timeline.data };
};

type Act = RequestEvent<{ id: string }>;

async function act(event: Act, method: "POST" | "PATCH" | "DELETE", rest: string, body: object) {
  const written = await write(event, method, pathOf(event.params.id) + rest, body);
  if (written.ok) return { done: true };
  const { status, refusal } = written;
  const typed = "body" in body && typeof body.body === "string" ? body.body : "";
  return fail(status, { ...refusal, message: sentence(refusal.message), typed });
}

export const actions: Actions = {
  acknowledge: (event) => act(event, "POST", "/acknowledge", {}),
  unacknowledge: (event) => act(event, "DELETE", "/acknowledge", {}),
  separate: (event) => act(event, "POST", "/separate", {}),
  change: async (event) => {
    const form = await event.request.formData();
    return act(event, "PATCH", "", {
      severity: textOf(form, "severity"),
      assignedTo: textOf(form, "assignedTo").trim() || null,
      version: Number(textOf(form, "version")),
    });
  },
  update: async (event) => {
    const form = await event.request.formData();
    return act(event, "POST", "/updates", {
      status: textOf(form, "status"),
      body: textOf(form, "body"),
      version: Number(textOf(form, "version")),
    });
  },
};
