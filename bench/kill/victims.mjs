import { readFileSync } from "node:fs";
import { processesBelow } from "../process-cost.mjs";

/** What is killed. wrangler replaces a half of the runtime; nobody but us replaces wrangler. */
export const VICTIMS = {
  "the half that runs": (instance) => killRuntime(instance, (one) => !isListening(one, instance)),
  "the half that listens": (instance) => killRuntime(instance, (one) => isListening(one, instance)),
  "both halves": (instance) => killRuntime(instance, () => true),
  "wrangler and all": async (instance) => {
    await instance.kill("SIGKILL");
    await instance.restart();
  },
};

async function killRuntime(instance, isMeant) {
  const meant = processesBelow(instance.pid)
    .filter(({ name }) => name === "workerd")
    .filter(isMeant);
  for (const { pid } of meant) process.kill(pid, "SIGKILL");
}

const isListening = ({ pid }, { port }) =>
  readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`entry=127.0.0.1:${port}`);
