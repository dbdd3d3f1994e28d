import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { encrypt } from "../worker/secrets/encryption";
import { ensureSecret, ensureToken } from "./dev-vars.mjs";
import { ensureSameEncryptionKey, writeKeyId, keyIdOf } from "./encryption-key.mjs";

const KEY = "k".repeat(32);
const OTHER = "o".repeat(32);
let folder;
let variables;
let state;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pharos-key-"));
  variables = join(folder, ".dev.vars");
  state = join(folder, "state");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As `npm start` does it. */
function start() {
  const older = ensureSameEncryptionKey(variables, state);
  ensureToken(variables);
  ensureSecret(variables, "ENCRYPTION_KEY");
  mkdirSync(join(state, "v3", "d1"), { recursive: true });
  writeKeyId(variables, state);
  return older;
}

it("[SE6] a key is called what the sealed texts call it", async () => {
  expect(await encrypt("secret", { ENCRYPTION_KEY: KEY })).toContain(`:${keyIdOf(KEY)}:`);
});

it("[SE6] a first start and the ones after it have nothing to say", () => {
  expect([start(), start(), start()]).toEqual([null, null, null]);
});

it("[SE6] without the file that has the key nothing starts, and none is made", () => {
  start();
  rmSync(variables);
  expect(start).toThrow(
    /\.dev\.vars had, and that file is gone[^]*Put the former line ENCRYPTION_KEY/,
  );
  expect(existsSync(variables)).toBe(false);
});

it("[SE6] another key does not open the state; the former one beside it does, and can go", () => {
  writeFileSync(variables, `ADMIN_TOKEN=${KEY}\nENCRYPTION_KEY=${OTHER}`);
  start();
  writeFileSync(variables, `ADMIN_TOKEN=${KEY}\nENCRYPTION_KEY=${"n".repeat(32)}`);
  expect(start).toThrow(`was sealed under the key ${keyIdOf(OTHER)}`);
  const changed = `ADMIN_TOKEN=${KEY}\nENCRYPTION_KEY=${"n".repeat(32)}\n`;
  writeFileSync(variables, `${changed}ENCRYPTION_KEY_PREVIOUS=${KEY}, ${OTHER}`);
  expect(start()).toBeNull();
  writeFileSync(variables, changed);
  expect(start()).toBeNull();
});

it("[SE6] a state from before there were notes is told of when the file is made new", () => {
  mkdirSync(join(state, "v3", "d1"), { recursive: true });
  expect(start()).toMatch(/was missing and is made new/);
  expect(start()).toBeNull();
});
