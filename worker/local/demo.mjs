import { join } from "node:path";
import { apiClient } from "./api-client.mjs";
import { DEMO_ENDPOINTS } from "./demo-endpoints.mjs";
import { ensureToken } from "./dev-vars.mjs";
import { ensureInstalled } from "./installation.mjs";
import { startInstance } from "./instance.mjs";
import { sayExit, sayLine } from "./own-instance.mjs";
import { ensurePages } from "./pages.mjs";
import { freePort, wantedPort } from "./port.mjs";
import { program } from "./program.mjs";
import { inRepository } from "./repository.mjs";
import { ensureNotRunning, noteRunning } from "./running.mjs";
import { startTarget } from "./target.mjs";

const USUAL_PORT = 8790;
const USUAL_TARGET_PORT = 8890;
const STATE = inRepository(".wrangler", "demo");

/** An instance full of life, on state of its own, beside a target that misbehaves on purpose. */
await program(async () => {
  const wanted = wantedPort(process.env.PORT, USUAL_PORT);
  await ensureInstalled();
  await ensureNotRunning(STATE);
  await ensurePages();
  const target = await startTarget({ port: await freePort(USUAL_TARGET_PORT) });
  const instance = await startInstance({
    port: await freePort(wanted),
    stateDir: STATE,
    token: ensureToken(join(STATE, "variables")),
    onLine: sayLine,
    onExit: sayExit,
  });
  noteRunning(STATE, instance.url);
  await watchTarget(apiClient(instance), target.url);
  console.log(`
  The demo runs at   http://localhost:${instance.port}
  Sign in with       ${instance.token}
  It watches         ${target.url} (lists how it behaves)

  Ctrl-C ends it. npm start, with what it knows, is another one.
`);
});

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
