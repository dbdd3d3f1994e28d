import { spawn } from "node:child_process";
import { ROOT, toolEnvironment } from "./repository.mjs";

const END_TIMEOUT_MS = 5_000;

/** Every group that we started and that has not ended. */
const running = new Set();

/** Starts a command as the head of a process group, so that a signal reaches all that it starts. */
export function startGroup(command, args, { cwd = ROOT, env = {}, stdio } = {}) {
  const child = spawn(command, args, { cwd, stdio, env: toolEnvironment(env), detached: true });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const group = { child, ended, wasEnded: false };
  running.add(group);
  child.once("error", () => running.delete(group));
  void group.ended.then(() => running.delete(group));
  return group;
}

/** Asks the group to end, with `signal`, and ends what is left of it after five seconds. */
export async function endGroup(group, signal = "SIGTERM") {
  const { child, ended } = group;
  group.wasEnded = true;
  if (child.pid === undefined) return;
  send(child.pid, signal);
  const forced = setTimeout(() => send(child.pid, "SIGKILL"), END_TIMEOUT_MS);
  await ended;
  clearTimeout(forced);
  // The head has gone; what it left behind goes too.
  send(child.pid, "SIGKILL");
}

export const endAllGroups = () => Promise.all([...running].map((group) => endGroup(group)));

function send(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
