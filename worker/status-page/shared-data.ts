import type { PageData } from "../ports/pages";

/** Selects the data of one page, by the endpoints that it shows, from data that was read for many pages. */
export function createSelection(shared: PageData): (endpointIds: readonly string[]) => PageData {
  const records = new Map(shared.records.map((record) => [record.endpoint.id, record]));
  const incidents = Map.groupBy(shared.incidents, ({ endpointId }) => endpointId);
  return (endpointIds) => {
    const selected = new Set(endpointIds);
    return {
      ...shared,
      records: [...selected].flatMap((id) => records.get(id) ?? []),
      incidents: [...selected].flatMap((id) => incidents.get(id) ?? []),
      maintenances: shared.maintenances.filter(({ endpointIds: concerned }) =>
        concerned.some((id) => selected.has(id)),
      ),
    };
  };
}
