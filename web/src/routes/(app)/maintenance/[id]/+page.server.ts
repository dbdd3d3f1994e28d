import { fail, redirect } from "@sveltejs/kit";
import type { MaintenanceView } from "$protocol/api";
import { unchangedMaintenance } from "$lib/forms/maintenance";
import { writeToApi } from "$lib/server/api";
import { loadForEdit } from "$lib/server/edit";
import { loadEndpointNames } from "$lib/server/endpoints";
import { saveMaintenance } from "$lib/server/maintenance-action";
import { loadRoomState } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

const pathOf = (id: string) => `/maintenances/${encodeURIComponent(id)}`;

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const [{ view: maintenance, loaded }, endpoints] = await Promise.all([
    loadForEdit<MaintenanceView>(event, pathOf(event.params.id), unchangedMaintenance),
    loadEndpointNames(event),
  ]);
  return { ...room, maintenance, loaded, endpoints };
};

export const actions: Actions = {
  save: (event) => saveMaintenance(event, pathOf(event.params.id)),
  delete: async (event) => {
    const written = await writeToApi(event, "DELETE", pathOf(event.params.id));
    // Gone already is what was wanted.
    if (!written.ok && written.status !== 404) {
      return fail(written.status, { message: written.error.message, fields: {}, values: null });
    }
    redirect(303, "/maintenance");
  },
};
