import { hkdfSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { valueIn } from "./dev-vars.mjs";
import { CliError } from "./cli-error.mjs";

/** What is shorter is no key to the Worker either. */
const KEY_LENGTH = 32;

/**
 * What is sealed in a state opens with its key alone, and the key stands in another file. So the state
 * notes the public id of its key, and without that key nothing starts, nor is a new one made. Hands
 * back what to tell of a state that is older than its note, or null.
 */
export function ensureSameEncryptionKey(variables, stateDir) {
  const note = keyIdFile(stateDir);
  const name = basename(variables);
  const keys = keysIn(variables);
  if (!existsSync(note)) {
    const isOlder = existsSync(dirname(note)) && keys.length === 0;
    return isOlder ? newSecretWarning(name, stateDir) : null;
  }
  const noted = readFileSync(note, "utf8");
  if (keys.some((key) => keyIdOf(key) === noted)) return null;
  const lost = existsSync(variables)
    ? `${name} does not have: its ENCRYPTION_KEY was changed, or the file was lost and made new`
    : `${name} had, and that file is gone`;
  throw new CliError(
    `What is secret in ${stateDir}\nwas sealed under the key ${noted}, which ${lost}.\n` +
      "Without it channels and rules answer 503, no notification goes out, and endpoints with secrets are not checked.\n\n" +
      `Put the former line ENCRYPTION_KEY=... back into ${name}. (To change keys, see "Changing the key" in docs/security.md.)\n` +
      `Where it is lost for good, begin anew without that folder; or, to keep it with what was sealed closed, delete\n${note}`,
  );
}

/** From now on the state is opened by the key that these variables have. */
export function writeKeyId(variables, stateDir) {
  const [current] = keysIn(variables);
  if (current === undefined) return;
  mkdirSync(dirname(keyIdFile(stateDir)), { recursive: true });
  writeFileSync(keyIdFile(stateDir), keyIdOf(current));
}

/** The name by which sealed texts call their key; see `worker/secrets/encryption.ts`. */
export const keyIdOf = (secret) =>
  Buffer.from(hkdfSync("sha256", secret, "", "pharos key id", 6)).toString("base64url");

/** In the order of `keyMaterial`: the first seals, all of them open. */
function keysIn(variables) {
  if (!existsSync(variables)) return [];
  const text = readFileSync(variables, "utf8");
  const previous = valueIn(text, "ENCRYPTION_KEY_PREVIOUS").split(",");
  const given = [valueIn(text, "ENCRYPTION_KEY"), ...previous, valueIn(text, "ADMIN_TOKEN")];
  return given.map((secret) => secret.trim()).filter((secret) => secret.length >= KEY_LENGTH);
}

const newSecretWarning = (name, stateDir) =>
  `${name} was missing and is made new, with new secrets. What was sealed in\n${stateDir}\n` +
  "under the former ENCRYPTION_KEY stays closed: channels and rules that were set up answer 503, and no notification goes out.\n" +
  "If you have the former file, end this and put its line ENCRYPTION_KEY=... back.";

// Beside the database, so that whoever deletes that deletes this.
const keyIdFile = (stateDir) => join(stateDir, "v3", "d1", "encryption-key-id");
