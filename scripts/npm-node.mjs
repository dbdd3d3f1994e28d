import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { runCommand } from "./run-command.mjs";
import { CliError } from "./cli-error.mjs";
import { inRepository, machinePath, NODE_PACKAGE, nodeIn } from "./repository.mjs";

const FOLDER = inRepository(".wrangler", "npm-node");

/**
 * The PATH for npm. It must not run on the Node that it is about to replace; and on one older than
 * a package asks for, it leaves that package's build for this machine out without a word. So an
 * older machine first gets the pinned Node, by itself.
 */
export async function pathForNpm() {
  const PATH = machinePath();
  const { output } = await runCommand("node", ["--version"], { env: { PATH } });
  const lockfile = JSON.parse(readFileSync(inRepository("package-lock.json"), "utf8"));
  const pinned = manifestsOf(lockfile, NODE_PACKAGE);
  const need = neededNode(output, pinned !== null);
  if (need === "own") return PATH;
  if (need === "newer") {
    throw new CliError(
      `No Node comes with Pharos for this machine, so its own runs it, and that is ${output.trim()}.\n` +
        "Install Node 22.12 or newer, then run the same command again.",
    );
  }
  await installNode(PATH, pinned);
  return [dirname(nodeIn(FOLDER)), PATH].join(delimiter);
}

/** Whether the machine's own Node will do for npm, the pinned one comes first, or there is neither. */
export function neededNode(version, isPinned) {
  const [major, minor] = version.replace("v", "").split(".").map(Number);
  const isNew = major > 22 || (major === 22 && minor >= 12);
  // What the strictest of the packages that bring builds ask for.
  if (isNew || (isPinned && major === 20 && minor >= 19)) return "own";
  return isPinned ? "pinned" : "newer";
}

/** What npm needs to install one package of a lockfile alone, with its digest; null where it has none. */
export function manifestsOf({ packages }, name) {
  const path = `node_modules/${name}`;
  const entry = packages[path];
  if (!entry?.integrity) return null;
  const root = { name: "npm-node", version: "0.0.0", dependencies: { [name]: entry.version } };
  const lockfile = {
    ...root,
    lockfileVersion: 3,
    requires: true,
    packages: { "": root, [path]: entry },
  };
  return { "package.json": { ...root, private: true }, "package-lock.json": lockfile };
}

async function installNode(PATH, manifests) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, manifest] of Object.entries(manifests))
    writeFileSync(join(FOLDER, file), JSON.stringify(manifest));
  const args = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
  const { ok, output } = await runCommand("npm", args, { cwd: FOLDER, env: { PATH } });
  if (ok) return;
  console.error(output);
  throw new CliError("Node could not be installed from npm; npm's words are above.");
}
