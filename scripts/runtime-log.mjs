import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { secretsIn } from "./dev-vars.mjs";

/** Of the log and of the one before it, together twice as much is kept. */
const MAX_LOG_BYTES = 5_000_000;
const MAX_LINE_LENGTH = 4_000;
/** What is shorter is no secret, but a word such as `true`. */
const MIN_SECRET_LENGTH = 8;

/** A file of lines that begins empty, and above its bound goes on in another, leaving one behind. */
export function openLog(path, maxBytes = MAX_LOG_BYTES) {
  const former = `${path}.1`;
  rmSync(former, { force: true });
  rmSync(path, { force: true });
  let file = openSync(path, "w", 0o600);
  let bytes = 0;
  return {
    write(line) {
      if (bytes > maxBytes) {
        closeSync(file);
        renameSync(path, former);
        file = openSync(path, "w", 0o600);
        bytes = 0;
      }
      bytes += writeSync(file, `${line}\n`);
    },
  };
}

/**
 * Removes what opens something from a line of the runtime's, which may quote any request: the secrets
 * of these variables, tokens in addresses, and the values of headers that carry them.
 */
export function redactorOf(variables) {
  const secrets = secretsIn(variables).filter(({ length }) => length >= MIN_SECRET_LENGTH);
  return (line) => {
    const known = secrets.reduce((text, secret) => text.replaceAll(secret, "…"), line);
    return known
      .slice(0, MAX_LINE_LENGTH)
      .replace(
        /\b(authorization|(?:set-)?cookie|[\w-]*(?:token|secret|key|password))(["']?\s*[:=]\s*)\S.*/gi,
        "$1$2…",
      )
      .replace(/\b(Bearer|Basic)\s+[^\s"']+/gi, "$1 …")
      .replace(/\/(ping|push)\/[^\s"'<>]+/gi, "/$1/…")
      .replace(/(\/[^\s"'<>?#]*[?#])[^\s"'<>]+/g, "$1…")
      .replace(/[\w+=-]{32,}/g, "…");
  };
}
