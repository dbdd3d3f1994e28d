import { processesBelow } from "../process-cost.mjs";

/** What is killed. Miniflare replaces a runtime; nobody but us replaces Miniflare. */
export const VICTIMS = {
  "the runtime": async (instance) => killRuntime(instance),
  "Miniflare and all": async (instance) => {
    await instance.kill("SIGKILL");
    await instance.restart();
  },
};

function killRuntime(instance) {
  const meant = processesBelow(instance.pid).filter(({ name }) => name === "workerd");
  for (const { pid } of meant) process.kill(pid, "SIGKILL");
}
