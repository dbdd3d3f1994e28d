import { existsSync, readFileSync } from "node:fs";
import { CliError } from "./cli-error.mjs";
import { endAllGroups } from "./process-group.mjs";

const POLL_MS = 500;

/**
 * Runs a program. A problem ends it with its sentence, anything else with where it happened; and
 * whatever ends it, everything it started ends first.
 */
export async function runMain(main) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => void end(0));
  if (process.env.npm_lifecycle_event) watchParents();
  process.once("uncaughtException", (error) => void fail(error));
  await main().catch(fail);
}

/** npm runs us below a shell, and when npm or the shell is asked to end, the other is not told. */
function watchParents() {
  const parents = currentParents();
  setInterval(() => {
    if (currentParents() !== parents) void end(0);
  }, POLL_MS).unref();
}

/** The shell, and what stands above it where the system says so; above npm itself is not our matter. */
function currentParents() {
  const stat = `/proc/${process.ppid}/stat`;
  if (!existsSync(stat)) return String(process.ppid);
  const [, name, above] = /\((.*)\) \S+ (\d+)/.exec(readFileSync(stat, "utf8")) ?? [];
  return /^(npm|node)/.test(name) ? String(process.ppid) : `${process.ppid} below ${above}`;
}

async function end(code) {
  await endAllGroups();
  process.exit(code);
}

async function fail(error) {
  console.error(error instanceof CliError ? `\n${error.message}` : error);
  await end(1);
}
