import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { CliError } from "./cli-error.mjs";
import { makePrivate } from "./private-files.mjs";

/** The API refuses to open for less. */
const TOKEN_LENGTH = 32;

const newToken = () => randomBytes(24).toString("base64url");

/** The token in a file of variables; made, with its file, the first time. */
export function ensureToken(path) {
  if (!existsSync(path)) writeDevVars(path, { token: newToken() });
  makePrivate(path);
  const token = valueIn(readFileSync(path, "utf8"), "ADMIN_TOKEN");
  if (token.length >= TOKEN_LENGTH) return token;
  const found = token ? `an ADMIN_TOKEN of ${token.length} characters` : "no ADMIN_TOKEN";
  const how = token ? "Replace that line by one such as" : "Add a line such as";
  // Whoever made the file new would lose its other line: what is sealed opens with ENCRYPTION_KEY alone.
  throw new CliError(
    `${basename(path)} has ${found}, and Pharos opens for ${TOKEN_LENGTH} or more.\n` +
      `${how} the following, and keep the others (ENCRYPTION_KEY opens what is stored):\n\n` +
      `  ADMIN_TOKEN=${newToken()}\n`,
  );
}

/** A secret of another name in that file, added where it is missing. */
export function ensureSecret(path, name) {
  const known = valueIn(readFileSync(path, "utf8"), name);
  if (known) return known;
  const secret = newToken();
  appendFileSync(path, `\n${name}=${secret}\n`);
  return secret;
}

/** A laptop's targets are local, so addresses that are private elsewhere are allowed here. */
export function writeDevVars(path, { token, ...others }) {
  const variables = {
    ...(token !== undefined && { ADMIN_TOKEN: token }),
    ALLOW_PRIVATE_TARGETS: "true",
    ...others,
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.join(""), { mode: 0o600 });
  makePrivate(path);
}

/** What must not be repeated anywhere: the values of the variables whose names say so. */
export const secretsIn = (text) =>
  [...text.matchAll(/^\s*(?:export\s+)?(\w*(?:TOKEN|KEY|SECRET|PASSWORD)\w*)\s*=/gm)]
    .flatMap(([, name]) => valueIn(text, name).split(","))
    .map((secret) => secret.trim());

/** As dotenv reads it: the last line wins, quotes and spaces around the value are not part of it. */
export function valueIn(text, name) {
  const line = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=(.*)$`, "gm");
  const written = [...text.matchAll(line)].at(-1)?.[1].trim() ?? "";
  const quoted = /^(["'`])(.*)\1/.exec(written);
  return quoted ? quoted[2] : written.replace(/\s+#.*$/, "");
}
