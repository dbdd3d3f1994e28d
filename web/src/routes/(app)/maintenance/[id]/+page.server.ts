import { fail, redirect } from "@sveltejs/kit";
import type { MaintenanceView } from "$protocol/api";
import { read, write } from "$lib/server/api";
import { readEndpointNames } from "$lib/server/endpoints";
import { saveMaintenance } from "$lib/server/maintenance-action";
import { readRoom } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

const pathOf = (id: string) => `/maintenances/${encodeURIComponent(id)}`;

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const [maintenance, endpoints] = await Promise.all([
    read<MaintenanceView>(event, pathOf(event.params.id)),
    readEndpointNames(event),
  ]);
  return { ...room, maintenance, endpoints };
};

export const actions: Actions = {
  save: (event) => saveMaintenance(event, "PATCH", pathOf(event.params.id)),
  delete: async (event) => {
    const written = await write(event, "DELETE", pathOf(event.params.id));
    // Gone already is what was wanted.
    if (!written.ok && written.status !== 404) {
      return fail(written.status, { ...written.refusal, fields: {}, values: null });
    }
    redirect(303, "/maintenance");
  },
};
