import { join } from "node:path";
import { apiClient } from "./api-client.mjs";
import { runScript } from "./run-command.mjs";
import { demoEndpoints, demoMaintenances } from "./demo-endpoints.mjs";
import { demoPage } from "./demo-page.mjs";
import { ensureToken } from "./dev-vars.mjs";
import { startInstance } from "./instance.mjs";
import { freePort } from "./port.mjs";
import { CliError } from "./cli-error.mjs";
import { inRepository } from "./repository.mjs";
import { startTarget } from "../worker/test/fake-target/server.mjs";

const DEFAULT_TARGET_PORT = 8890;

/** An instance full of life, beside a target that misbehaves on purpose. */
export async function startDemoInstance(settings) {
  const target = await startTarget({ port: await freePort(DEFAULT_TARGET_PORT) });
  const token = ensureToken(join(settings.stateDir, "variables"));
  const instance = await startInstance({ ...settings, token });
  const api = apiClient(instance);
  const idOf = await ensureEndpoints(api, target);
  await ensureHistory(instance, api, settings.stateDir);
  await ensureMaintenances(api, idOf);
  await ensurePage(api, idOf);
  pingNightlyBackup(await api("GET", `/endpoints/${idOf.get("Nightly backup")}`));
  return { instance, target, api };
}

/** Ninety days, once: written while nobody else has the database open. */
async function ensureHistory(instance, api, stateDir) {
  const { data } = await api("GET", "/endpoints?bars=30");
  if (data.some(({ bars }) => bars.days.startsWith("U"))) return;
  await instance.stop();
  const { ok, output } = await runScript(inRepository("scripts", "write-demo-history.mjs"), [
    stateDir,
  ]);
  if (!ok) throw new CliError(output);
  await instance.restart();
}

/** By name, so that a demo started again keeps its history. */
async function ensureEndpoints(api, target) {
  const { data } = await api("GET", "/endpoints?limit=200");
  const idOf = new Map(data.map(({ id, name }) => [name, id]));
  for (const { dependsOn = [], ...endpoint } of demoEndpoints(target)) {
    const wanted = { ...endpoint, dependsOn: dependsOn.map((name) => idOf.get(name)) };
    const id = idOf.get(endpoint.name);
    const saved = await (id
      ? api("PATCH", `/endpoints/${id}`, wanted)
      : api("POST", "/endpoints", wanted));
    idOf.set(endpoint.name, saved.id);
  }
  return idOf;
}

async function ensureMaintenances(api, idOf) {
  const { data } = await api("GET", "/maintenances?limit=200");
  for (const { endpointIds, ...maintenance } of demoMaintenances(Date.now())) {
    const before = data.find(({ title }) => title === maintenance.title);
    const wanted = { ...maintenance, endpointIds: endpointIds.map((name) => idOf.get(name)) };
    await (before
      ? api("PATCH", `/maintenances/${before.id}`, wanted)
      : api("POST", "/maintenances", wanted));
  }
}

async function ensurePage(api, idOf) {
  const { data } = await api("GET", "/pages?limit=200");
  const wanted = demoPage(idOf);
  const before = data.find(({ slug }) => slug === wanted.slug);
  await (before ? api("PATCH", `/pages/${before.id}`, wanted) : api("POST", "/pages", wanted));
}

const PING_INTERVAL_MS = 45_000;
const RUN_MS = 3_000;

/** The nightly backup of a shop whose nights are short. */
function pingNightlyBackup({ pingUrl }) {
  const ping = (path) => fetch(pingUrl + path, { method: "POST" }).catch(() => {});
  const run = async () => {
    await ping("/start");
    setTimeout(() => ping("/0"), RUN_MS).unref();
  };
  void run();
  setInterval(run, PING_INTERVAL_MS).unref();
}
