import { stripVTControlCharacters } from "node:util";
import { endGroup, startGroup } from "./process-group.mjs";
import { nodePath } from "./repository.mjs";

/** How long what a command left behind may keep its output open after it has ended. */
const LINGER_MS = 10_000;

/** Node does not say what a process that ended has cost, a shell does: of all that it waited for. */
const COUNTING = '"$@"; code=$?; times >&3; exit $code';

/**
 * Runs a command to its end and hands back what it said; never throws for what the command does.
 * What has not ended after `limitMs` is ended, and has failed. `countsCpu` asks for `cpu`, in seconds.
 */
export function runCommand(command, args, { cwd, env, limitMs, countsCpu = false } = {}) {
  const [file, ...all] = countsCpu
    ? ["/bin/sh", "-c", COUNTING, "sh", command, ...args]
    : [command, ...args];
  const stdio = ["ignore", "pipe", "pipe", ...(countsCpu ? ["pipe"] : [])];
  const group = startGroup(file, all, { cwd, env, stdio });
  const { child } = group;
  return new Promise((resolve) => {
    let output = "";
    let times = "";
    child.stdio[3]?.setEncoding("utf8").on("data", (chunk) => (times += chunk));
    const collect = (chunk) => (output += chunk);
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    const limit = limitMs && setTimeout(() => void endGroup(group, "SIGKILL"), limitMs);
    child.on("error", (error) => resolve({ ok: false, output: `${output}${error.message}\n` }));
    child.on("exit", () => setTimeout(detachOutput, LINGER_MS, child).unref());
    child.on("close", (code, signal) => {
      clearTimeout(limit);
      const why = group.wasEnded && limitMs ? ` after ${limitMs / 60_000} min` : "";
      const fullOutput = signal ? `${output}ended by ${signal}${why}\n` : output;
      const answer = { ok: code === 0, output: stripVTControlCharacters(fullOutput) };
      resolve(countsCpu ? { ...answer, cpu: secondsIn(times) } : answer);
    });
  });
}

function detachOutput({ stdio }) {
  for (const stream of stdio) stream?.destroy();
}

/** The second line tells of what the shell has waited for: `0m1.230s 0m0.450s`. */
function secondsIn(times) {
  const [, ofChildren = ""] = times.split("\n");
  const spans = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)];
  return spans.reduce((sum, [, minutes, seconds]) => sum + minutes * 60 + Number(seconds), 0);
}

/** The same for a script that runs under the pinned Node. */
export const runScript = (script, args, options) =>
  runCommand(nodePath(), [script, ...args], options);
