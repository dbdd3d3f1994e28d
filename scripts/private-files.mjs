import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const OWNER_ONLY = { folder: 0o700, file: 0o600 };

export function ensurePrivateFolder(folder) {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, OWNER_ONLY.folder);
}

export function makePrivate(file) {
  chmodSync(file, OWNER_ONLY.file);
}

/** A state from before this was so, and what other tools wrote into it, becomes its owner's alone. */
export function restrictToOwner(stateDir) {
  // Former versions had wrangler keep each request there, with its address.
  rmSync(join(stateDir, "v3", "observability"), { recursive: true, force: true });
  if (existsSync(stateDir)) restrictTree(stateDir);
}

function restrictTree(folder) {
  ensurePrivateFolder(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) restrictTree(path);
    else if (entry.isFile()) makePrivate(path);
  }
}
