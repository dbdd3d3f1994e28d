import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "./run-command.mjs";
import { CliError } from "./cli-error.mjs";
import { inRepository, TOOLS } from "./repository.mjs";

/** Brings the database below `stateDir` up to date; hands back the names of what was applied. */
export async function ensureMigrated(stateDir) {
  // Beside the database, so that whoever deletes that deletes this.
  const folder = join(stateDir, "v3", "d1");
  const stamp = join(folder, "applied-migrations");
  const names = migrationNames();
  const now = fingerprint(names);
  if (existsSync(stamp) && readFileSync(stamp, "utf8").startsWith(now)) return [];
  const before = existsSync(stamp) ? readFileSync(stamp, "utf8").split("\n").slice(1) : [];
  await apply(stateDir);
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, [now, ...names].join("\n"));
  return names.filter((name) => !before.includes(name));
}

async function apply(stateDir) {
  const args = ["d1", "migrations", "apply", "pharos", "--local", "--persist-to", stateDir];
  const { ok, output } = await runScript(TOOLS.wrangler, args);
  if (ok) return;
  console.error(output);
  throw new CliError(
    `The database in ${stateDir} could not be brought up to date; the reason is above.\n` +
      "It is unchanged since the last migration that worked. If it may be lost, delete that folder.",
  );
}

const migrationNames = () =>
  readdirSync(inRepository("migrations"))
    .filter((name) => name.endsWith(".sql"))
    .sort();

function fingerprint(names) {
  const hash = createHash("sha256");
  for (const name of names)
    hash.update(name).update(readFileSync(inRepository("migrations", name)));
  return hash.digest("hex");
}
