import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand, runScript } from "./run-command.mjs";
import { CliError } from "./cli-error.mjs";
import { inRepository, nodePath, TOOLS } from "./repository.mjs";

/** Brings the database below `stateDir` up to date; hands back the names of what was applied. */
export async function ensureMigrated(stateDir) {
  // Beside the database, so that whoever deletes that deletes this.
  const folder = join(stateDir, "v3", "d1");
  const stampPath = join(folder, "applied-migrations");
  const names = migrationNames();
  const now = fingerprint(names);
  if (existsSync(stampPath) && readFileSync(stampPath, "utf8").startsWith(now)) return [];
  await refuseForeignState(stateDir, names);
  const before = existsSync(stampPath) ? readFileSync(stampPath, "utf8").split("\n").slice(1) : [];
  await apply(stateDir);
  mkdirSync(folder, { recursive: true });
  writeFileSync(stampPath, [now, ...names].join("\n"));
  return names.filter((name) => !before.includes(name));
}

/** Wrangler would apply ours on top of tables that they do not know, and fail halfway. */
async function refuseForeignState(stateDir, names) {
  const applied = await appliedMigrations(join(stateDir, "v3", "d1", "miniflare-D1DatabaseObject"));
  if (applied.every((name) => names.includes(name))) return;
  throw new CliError(
    `The folder ${stateDir} holds data of another version of Pharos, which this version cannot read. ` +
      "Move it away or delete it, then start again.",
  );
}

/** The pinned Node reads SQLite; the machine's own, which may run this script, may be too old to. */
const PRINT_APPLIED = `
  const { DatabaseSync } = require("node:sqlite");
  const db = new DatabaseSync(process.argv[1], { readOnly: true });
  const isThere = db.prepare("select 1 from sqlite_master where name = 'd1_migrations'").get();
  const rows = isThere ? db.prepare("select name from d1_migrations").all() : [];
  console.log(JSON.stringify(rows.map(({ name }) => name)));`;

async function appliedMigrations(folder) {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const file = files.find((name) => /^[0-9a-f]+\.sqlite$/.test(name));
  if (!file) return [];
  const { ok, output } = await runCommand(nodePath(), [
    ...["--no-warnings", "--eval", PRINT_APPLIED, join(folder, file)],
  ]);
  if (ok) return JSON.parse(output);
  throw new CliError(
    `${output}\nThe database in ${folder} could not be read; the reason is above.`,
  );
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
