import type { Maintenance } from "../domain/incidents/maintenance";
import type { Paginated, Pagination } from "./pagination";
import type { Edit } from "./versions";

/** What the API needs of announced work. */
export type MaintenancePorts = {
  list(page: Pagination): Promise<Paginated<Maintenance>>;
  find(id: string): Promise<Maintenance | null>;
  /** False where its id was there already. */
  insert(maintenance: Maintenance): Promise<boolean>;
  /** False, as of `remove`, where somebody saved since the version of the edit, or where it is gone. */
  update(id: string, changes: Partial<Maintenance>, edit: Edit): Promise<boolean>;
  remove(id: string, edit: Edit): Promise<boolean>;
};
