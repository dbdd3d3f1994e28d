import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureSecret, ensureToken } from "./dev-vars.mjs";

const GOOD = "a".repeat(32);
let folder;
let path;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pharos-variables-"));
  path = join(folder, ".dev.vars");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the token of an instance on this machine", () => {
  it("is made the first time, for its owner's eyes only, and kept", () => {
    const token = ensureToken(path);
    expect(token.length).toBeGreaterThanOrEqual(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(ensureToken(path)).toBe(token);
  });

  it.each([
    ["plain", `ADMIN_TOKEN=${GOOD}`],
    ["quoted", `ADMIN_TOKEN="${GOOD}"`],
    ["with a comment", `# mine\nADMIN_TOKEN = ${GOOD} # keep`],
    ["the last of two", `ADMIN_TOKEN=short\nexport ADMIN_TOKEN='${GOOD}'`],
  ])("is read as dotenv reads it: %s", (_, text) => {
    writeFileSync(path, text);
    expect(ensureToken(path)).toBe(GOOD);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it.each([
    ["absent", "OTHER=1", "no ADMIN_TOKEN"],
    ["too short", "ADMIN_TOKEN=short", "5 characters"],
  ])("is asked for in a sentence when it is %s", (_, text, message) => {
    writeFileSync(path, text);
    expect(() => ensureToken(path)).toThrow(message);
  });

  it("[SE6] is replaced where it is too short, and never by a new file", () => {
    writeFileSync(path, "ADMIN_TOKEN=short\nENCRYPTION_KEY=kept");
    expect(() => ensureToken(path)).toThrow(/Replace that line .* keep the others/);
    expect(() => ensureToken(path)).not.toThrow(/delete/);
    expect(readFileSync(path, "utf8")).toContain("ENCRYPTION_KEY=kept");
  });

  it("stands beside other secrets, each made once", () => {
    writeFileSync(path, `ADMIN_TOKEN=${GOOD}`);
    const secret = ensureSecret(path, "ENCRYPTION_KEY");
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(ensureSecret(path, "ENCRYPTION_KEY")).toBe(secret);
    expect(ensureToken(path)).toBe(GOOD);
  });
});
