import type { ApiError } from "../protocol/errors";
import type { IncidentDetail, IncidentList } from "../protocol/incidents";
import { api, behave, minute, send, tick, watch } from "./workerd-fixtures";

/** Endpoints that go down in the given minutes; answers their incidents, by endpoint. */
export async function down(at: Record<string, number>): Promise<Record<string, string>> {
  const ids = Object.keys(at);
  for (const id of ids) await watch(id, { failureThreshold: 1 });
  for (let index = 0; index <= Math.max(...Object.values(at)); index++) {
    for (const id of ids) if (at[id] === index) await behave(id, { status: 503 });
    await tick(minute(index));
  }
  const { data } = await (await api("/incidents?status=open")).json<IncidentList>();
  return Object.fromEntries(data.map(({ id, endpointId }) => [endpointId, id]));
}

export const read = async (id: string) => (await api(`/incidents/${id}`)).json<IncidentDetail>();
export const list = async (query: string) =>
  (await (await api(`/incidents?${query}`)).json<IncidentList>()).data;

export async function act(method: string, path: string, body: object = {}) {
  const response = await send(method, `/incidents${path}`, body);
  return { status: response.status, body: await response.json<IncidentDetail & ApiError>() };
}
