import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ensureSecret, ensureToken, writeDevVars } from "./dev-vars.mjs";
import { ensurePrivateFolder, restrictToOwner } from "./private-files.mjs";

let folder;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pharos-private-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (...path) => (statSync(join(folder, ...path)).mode & 0o777).toString(8);

it("[LO3] a state becomes its owner's, with all that is below it", () => {
  mkdirSync(join(folder, "v3", "do"), { recursive: true, mode: 0o755 });
  writeFileSync(join(folder, "runtime.log"), "", { mode: 0o644 });
  writeFileSync(join(folder, "v3", "do", "room.sqlite"), "", { mode: 0o666 });
  restrictToOwner(folder);
  expect(["", "v3", "v3/do"].map((one) => modeOf(one))).toEqual(["700", "700", "700"]);
  expect(["runtime.log", "v3/do/room.sqlite"].map((one) => modeOf(one))).toEqual(["600", "600"]);
});

it("[LO2] the requests that former versions kept are removed", () => {
  const kept = join(folder, "v3", "observability");
  mkdirSync(kept, { recursive: true });
  writeFileSync(join(kept, "traces.sqlite"), "GET /ping/token");
  restrictToOwner(folder);
  expect(existsSync(kept)).toBe(false);
});

it("[LO3] a folder is its owner's, whether it was there or not", () => {
  mkdirSync(join(folder, "old"), { mode: 0o755 });
  for (const name of ["old", "new/below"]) {
    ensurePrivateFolder(join(folder, name));
    expect(modeOf(name)).toBe("700");
  }
});

it("[LO3] variables are their owner's, also in a file that others could read", () => {
  const path = join(folder, ".dev.vars");
  writeFileSync(path, `ADMIN_TOKEN=${"a".repeat(32)}`, { mode: 0o644 });
  ensureToken(path);
  ensureSecret(path, "ENCRYPTION_KEY");
  expect(modeOf(".dev.vars")).toBe("600");
  const other = join(folder, "variables");
  writeFileSync(other, "", { mode: 0o644 });
  writeDevVars(other, { token: "t" });
  expect(modeOf("variables")).toBe("600");
});
