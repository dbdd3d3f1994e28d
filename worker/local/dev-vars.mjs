import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Problem } from "./problem.mjs";
import { inRepository } from "./repository.mjs";

const PATH = inRepository(".dev.vars");
/** The API refuses to open for less. */
const TOKEN_LENGTH = 32;

/** The token of this machine's own instance; made, with its file, the first time. */
export function ensureDevVars() {
  if (!existsSync(PATH)) writeDevVars(PATH, { token: randomBytes(24).toString("base64url") });
  const token = valueOf(readFileSync(PATH, "utf8"), "ADMIN_TOKEN");
  if (token.length >= TOKEN_LENGTH) return token;
  throw new Problem(
    `.dev.vars has ${token ? `an ADMIN_TOKEN of ${token.length} characters` : "no ADMIN_TOKEN"}, ` +
      `and Pharos opens for ${TOKEN_LENGTH} or more.\n` +
      "Add a line such as the following to it, or delete the file to have a new one made:\n\n" +
      `  ADMIN_TOKEN=${randomBytes(24).toString("base64url")}\n`,
  );
}

/** A laptop's targets are local, so addresses that are private elsewhere are allowed here. */
export function writeDevVars(path, { token }) {
  writeFileSync(path, `ADMIN_TOKEN=${token}\nALLOW_PRIVATE_TARGETS=true\n`, { mode: 0o600 });
}

/** As dotenv reads it: the last line wins, quotes and spaces around the value are not part of it. */
function valueOf(text, name) {
  const line = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=(.*)$`, "gm");
  const written = [...text.matchAll(line)].at(-1)?.[1].trim() ?? "";
  const quoted = /^(["'`])(.*)\1/.exec(written);
  return quoted ? quoted[2] : written.replace(/\s+#.*$/, "");
}
