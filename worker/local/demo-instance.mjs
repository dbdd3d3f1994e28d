import { join } from "node:path";
import { apiClient } from "./api-client.mjs";
import { DEMO_ENDPOINTS } from "./demo-endpoints.mjs";
import { ensureToken } from "./dev-vars.mjs";
import { startInstance } from "./instance.mjs";
import { freePort } from "./port.mjs";
import { startTarget } from "./target.mjs";

const USUAL_TARGET_PORT = 8890;

/** An instance full of life, beside a target that misbehaves on purpose. */
export async function startDemoInstance(settings) {
  const target = await startTarget({ port: await freePort(USUAL_TARGET_PORT) });
  const token = ensureToken(join(settings.stateDir, "variables"));
  const instance = await startInstance({ ...settings, token });
  const api = apiClient(instance);
  await watchTarget(api, target.url);
  return { instance, target, api };
}

/** By name, so that a demo started again keeps its history. */
async function watchTarget(api, targetUrl) {
  const { data } = await api("GET", "/endpoints?limit=200");
  const idOf = new Map(data.map(({ id, name }) => [name, id]));
  for (const { path, ...endpoint } of DEMO_ENDPOINTS) {
    const wanted = { ...endpoint, url: `${targetUrl}${path}` };
    const id = idOf.get(endpoint.name);
    await (id ? api("PATCH", `/endpoints/${id}`, wanted) : api("POST", "/endpoints", wanted));
  }
}
