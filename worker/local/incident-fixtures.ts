import type { ApiError } from "../protocol/errors";
import type { IncidentDetail, IncidentList } from "../protocol/incidents";
import { fetchApi, setBehaviour, minuteAt, sendJson, runTickAt, storeEndpoint } from "./workerd-fixtures";

/** Endpoints that go down in the given minutes; answers their incidents, by endpoint. */
export async function failEndpoints(at: Record<string, number>): Promise<Record<string, string>> {
  const ids = Object.keys(at);
  for (const id of ids) await storeEndpoint(id, { failureThreshold: 1 });
  for (let index = 0; index <= Math.max(...Object.values(at)); index++) {
    for (const id of ids) if (at[id] === index) await setBehaviour(id, { status: 503 });
    await runTickAt(minuteAt(index));
  }
  const { data } = await (await fetchApi("/incidents?status=open")).json<IncidentList>();
  return Object.fromEntries(data.map(({ id, endpointId }) => [endpointId, id]));
}

export const fetchIncident = async (id: string) => (await fetchApi(`/incidents/${id}`)).json<IncidentDetail>();
export const fetchIncidents = async (query: string) =>
  (await (await fetchApi(`/incidents?${query}`)).json<IncidentList>()).data;

export async function actOnIncident(method: string, path: string, body: object = {}) {
  const response = await sendJson(method, `/incidents${path}`, body);
  return { status: response.status, body: await response.json<IncidentDetail & ApiError>() };
}
