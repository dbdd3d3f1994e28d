import { fail, redirect } from "@sveltejs/kit";
import type { MaintenanceView } from "$protocol/api";
import { loadFromApi, writeToApi } from "$lib/server/api";
import { loadEndpointNames } from "$lib/server/endpoints";
import { saveMaintenance } from "$lib/server/maintenance-action";
import { loadRoomState } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

const pathOf = (id: string) => `/maintenances/${encodeURIComponent(id)}`;

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const [maintenance, endpoints] = await Promise.all([
    loadFromApi<MaintenanceView>(event, pathOf(event.params.id)),
    loadEndpointNames(event),
  ]);
  return { ...room, maintenance, endpoints };
};

export const actions: Actions = {
  save: (event) => saveMaintenance(event, "PATCH", pathOf(event.params.id)),
  delete: async (event) => {
    const written = await writeToApi(event, "DELETE", pathOf(event.params.id));
    // Gone already is what was wanted.
    if (!written.ok && written.status !== 404) {
      return fail(written.status, { ...written.error, fields: {}, values: null });
    }
    redirect(303, "/maintenance");
  },
};
