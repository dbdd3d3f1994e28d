import type { PageData } from "../ports/pages";

/** What one page is made of, out of what was read for many: all that is known of these endpoints. */
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
