import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { inRepository } from "./repository.mjs";

/** Below the repository, so that the packages are found there, and where no tool looks. */
const COPIES = inRepository(".wrangler");
const NOT_COPIED = new Set([".git", ".wrangler", ".e2e", "node_modules", "test-results"]);

/** A copy of all that the tests need, to be broken there and nowhere else. */
export function makeCopy() {
  mkdirSync(COPIES, { recursive: true });
  const path = mkdtempSync(join(COPIES, "mutants-"));
  const root = inRepository();

  for (const name of readdirSync(root).filter((one) => !NOT_COPIED.has(one))) {
    cpSync(join(root, name), join(path, name), { recursive: true });
  }
  return {
    path,
    read: (file) => readFileSync(join(path, file), "utf8"),
    write: (file, text) => writeFileSync(join(path, file), text),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
