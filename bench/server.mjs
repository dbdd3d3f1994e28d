import { HOST } from "../scripts/port.mjs";
import { CliError } from "../scripts/cli-error.mjs";
import { endGroup, startGroup } from "../scripts/process-group.mjs";

const READY_WITHIN_MS = 15_000;

/** A server in a process of its own, so that what it costs can be told from all else. */
export async function startServer(command, args, { cwd, port, env }) {
  const group = startGroup(command, args, { cwd, env, stdio: ["ignore", "ignore", "inherit"] });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isListening(port))) {
    if (Date.now() > deadline) throw new CliError(`${command} did not start listening on ${port}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { pid: group.child.pid, port, stop: () => endGroup(group) };
}

async function isListening(port) {
  try {
    await (await fetch(`http://${HOST}:${port}/`)).text();
    return true;
  } catch {
    return false;
  }
}
