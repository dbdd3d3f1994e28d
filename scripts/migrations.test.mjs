import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CliError } from "./cli-error.mjs";
import { ensureMigrated } from "./migrations.mjs";
import { inRepository } from "./repository.mjs";

let stateDir;
let file;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "pharos-state-"));
  const folder = join(stateDir, "v3", "d1", "miniflare-D1DatabaseObject");
  mkdirSync(folder, { recursive: true });
  file = join(folder, "0123abcd.sqlite");
});
afterEach(() => rmSync(stateDir, { recursive: true }));

function storeApplied(names) {
  const db = new DatabaseSync(file);
  db.exec("create table d1_migrations (id integer primary key, name text)");
  for (const name of names) db.prepare("insert into d1_migrations (name) values (?)").run(name);
  db.close();
}

const ours = () => readdirSync(inRepository("migrations")).filter((name) => name.endsWith(".sql"));

it("refuses a state of another version in one sentence, and leaves it as it is", async () => {
  storeApplied([...ours(), "0000_start.sql"]);
  const before = readFileSync(file);
  const refused = await ensureMigrated(stateDir).catch((error) => error);
  expect(refused).toBeInstanceOf(CliError);
  expect(refused.message).toBe(
    `The folder ${stateDir} holds data of another version of Pharos, which this version cannot read. Move it away or delete it, then start again.`,
  );
  expect(readFileSync(file)).toEqual(before);
  expect(readdirSync(join(stateDir, "v3", "d1"))).toEqual(["miniflare-D1DatabaseObject"]);
});
