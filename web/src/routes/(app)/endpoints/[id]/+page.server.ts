import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { CheckView, EndpointView, IncidentList, List } from "$protocol/api";
import { endpointRoom } from "$protocol/rooms";
import { read, write } from "$lib/server/api";
import { readRoom } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const id = encodeURIComponent(event.params.id);
  const room = await readRoom(event, endpointRoom(id));
  const [endpoint, checks, incidents] = await Promise.all([
    read<EndpointView>(event, `/endpoints/${id}`),
    read<List<CheckView>>(event, `/endpoints/${id}/checks?limit=100`),
    read<IncidentList>(event, `/incidents?endpointId=${id}&limit=20`),
  ]);
  return { ...room, endpoint, checks: checks.data, incidents: incidents.data };
};

type Event = RequestEvent<{ id: string }>;

const post = (what: "check" | "pause" | "resume") => async (event: Event) => {
  const path = `/endpoints/${encodeURIComponent(event.params.id)}/${what}`;
  const written = await write<CheckView | EndpointView>(event, "POST", path);
  return written.ok ? { answer: written.answer } : fail(written.status, written.refusal);
};

export const actions: Actions = {
  check: post("check"),
  pause: post("pause"),
  resume: post("resume"),
  delete: async (event) => {
    const path = `/endpoints/${encodeURIComponent(event.params.id)}`;
    const written = await write(event, "DELETE", path);
    if (!written.ok && written.status !== 404) return fail(written.status, written.refusal);
    redirect(303, "/endpoints");
  },
};
