import { existsSync, readFileSync } from "node:fs";
import { runCommand } from "./run-command.mjs";
import { pathForNpm } from "./npm-node.mjs";
import { CliError } from "./cli-error.mjs";
import { inRepository, NODE_PACKAGE, nodeIn, ROOT } from "./repository.mjs";

/** Installs exactly what the lockfile says, unless it is there already. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  console.log("Installing what Pharos needs (once, about a minute) ...");
  const PATH = await pathForNpm();
  const { ok, output } = await runCommand("npm", ["ci", "--no-audit", "--no-fund"], {
    env: { PATH },
  });
  if (ok && isInstalled()) return;
  console.error(output);
  throw new CliError(
    "Installing failed; npm's words are above. With a working network, run the same command again.",
  );
}

function isInstalled() {
  const wanted = packagesIn(inRepository("package-lock.json"));
  const present = packagesIn(inRepository("node_modules", ".package-lock.json"));
  const isPresent = ([path, { version, optional }]) =>
    path === "" || present[path]?.version === version || (optional && !present[path]);
  const isNodePresent = !(`node_modules/${NODE_PACKAGE}` in wanted) || existsSync(nodeIn(ROOT));
  return isNodePresent && Object.entries(wanted).every(isPresent);
}

const packagesIn = (lockfile) =>
  existsSync(lockfile) ? JSON.parse(readFileSync(lockfile, "utf8")).packages : {};
