import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { CheckView, EndpointView, List } from "$protocol/api";
import type { SloView, UptimeView } from "$protocol/history";
import type { IncidentList } from "$protocol/incidents";
import { endpointRoom } from "$protocol/rooms";
import type { EndpointName } from "$lib/server/endpoints";
import { loadFromApi, writeToApi } from "$lib/server/api";
import { loadRoomState } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const id = encodeURIComponent(event.params.id);
  const room = await loadRoomState(event, endpointRoom(id));
  const [endpoint, checks, incidents, uptime] = await Promise.all([
    loadFromApi<EndpointView>(event, `/endpoints/${id}`),
    loadFromApi<List<CheckView>>(event, `/endpoints/${id}/checks?limit=60`),
    loadFromApi<IncidentList>(event, `/incidents?endpointId=${id}&limit=20`),
    loadFromApi<UptimeView>(event, `/endpoints/${id}/uptime?period=90d`),
  ]);
  const [dependencies, slo] = await Promise.all([
    loadDependencies(event, endpoint.dependsOn),
    loadSlo(event, endpoint),
  ]);
  return {
    ...room,
    endpoint,
    dependencies,
    slo,
    uptime,
    checks: checks.data,
    incidents: incidents.data,
  };
};

/** Null where nothing is promised, or no longer. */
async function loadSlo(event: Event, { id, sloTarget }: EndpointView): Promise<SloView | null> {
  if (sloTarget === null) return null;
  const path = `/endpoints/${encodeURIComponent(id)}/slo`;
  const read = await writeToApi<SloView>(event, "GET", path);
  return read.ok ? read.answer : null;
}

/** What it is reached through. One that was deleted this moment is left out. */
async function loadDependencies(event: Event, ids: readonly string[]): Promise<EndpointName[]> {
  const all = await Promise.all(
    ids.map((id) => writeToApi<EndpointView>(event, "GET", `/endpoints/${encodeURIComponent(id)}`)),
  );
  return all.flatMap((read) => (read.ok ? { id: read.answer.id, name: read.answer.name } : []));
}

type Event = RequestEvent<{ id: string }>;

const post = (action: "check" | "pause" | "resume" | "ping-token") => async (event: Event) => {
  const path = `/endpoints/${encodeURIComponent(event.params.id)}/${action}`;
  const written = await writeToApi<CheckView | EndpointView>(event, "POST", path);
  return written.ok ? { answer: written.answer } : fail(written.status, written.error);
};

export const actions: Actions = {
  check: post("check"),
  pause: post("pause"),
  resume: post("resume"),
  renew: post("ping-token"),
  delete: async (event) => {
    const path = `/endpoints/${encodeURIComponent(event.params.id)}`;
    const written = await writeToApi(event, "DELETE", path);
    if (!written.ok && written.status !== 404) return fail(written.status, written.error);
    redirect(303, "/endpoints");
  },
};
