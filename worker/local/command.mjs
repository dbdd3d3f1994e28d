import { stripVTControlCharacters } from "node:util";
import { endGroup, startGroup } from "./process-group.mjs";
import { nodePath } from "./repository.mjs";

/** How long what a command left behind may keep its output open after it has ended. */
const LINGERS_MS = 10_000;

/**
 * Runs a command to its end and hands back what it said; never throws for what the command does.
 * What has not ended after `limitMs` is ended, and has failed.
 */
export function run(command, args, { cwd, env, limitMs } = {}) {
  const group = startGroup(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const { child } = group;
  return new Promise((resolve) => {
    let output = "";
    const collect = (chunk) => (output += chunk);
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    const limit = limitMs && setTimeout(() => void endGroup(group, "SIGKILL"), limitMs);
    child.on("error", (error) => resolve({ ok: false, output: `${output}${error.message}\n` }));
    child.on("exit", () => setTimeout(letGo, LINGERS_MS, child).unref());
    child.on("close", (code, signal) => {
      clearTimeout(limit);
      const why = group.wasEnded && limitMs ? ` after ${limitMs / 60_000} min` : "";
      const said = signal ? `${output}ended by ${signal}${why}\n` : output;
      resolve({ ok: code === 0, output: stripVTControlCharacters(said) });
    });
  });
}

function letGo({ stdout, stderr }) {
  stdout.destroy();
  stderr.destroy();
}

/** The same for a script that runs under the pinned Node. */
export const runScript = (script, args, options) => run(nodePath(), [script, ...args], options);
