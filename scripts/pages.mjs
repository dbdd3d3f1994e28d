import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "./run-command.mjs";
import { CliError } from "./cli-error.mjs";
import { inRepository } from "./repository.mjs";

/** What the pages are made of. The compiled messages are a product, not a source. */
const SOURCES = [
  "package-lock.json",
  "web/src",
  "web/status-page-client",
  "web/widget",
  "web/_headers",
  "web/static",
  "messages",
  "web/project.inlang/settings.json",
  "web/svelte.config.js",
  "web/paraglide.ts",
  "web/vite.config.ts",
  "web/vite.scripts.config.ts",
  "web/wrangler.adapter.toml",
  "worker/domain",
  "worker/protocol",
];
const GENERATED = new Set(["paraglide", ".svelte-kit", "node_modules"]);

const BUILD_OUTPUT = inRepository("web", ".svelte-kit", "cloudflare", "_worker.js");
const BUILD_FINGERPRINT = inRepository("web", ".svelte-kit", "built-from");
const BUILD_SCRIPT = inRepository("scripts", "vite-build.mjs");

/** Builds the pages when their sources are not those of the last build. */
export async function ensurePages() {
  if (arePagesCurrent()) return;
  console.log("Building the pages ...");
  const { ok, output } = await buildPages();
  if (ok) return;
  console.error(output);
  throw new CliError("The pages could not be built; the reason is above.");
}

export const arePagesCurrent = () =>
  existsSync(BUILD_OUTPUT) &&
  existsSync(BUILD_FINGERPRINT) &&
  readFileSync(BUILD_FINGERPRINT, "utf8") === fingerprint();

export async function buildPages(options = {}) {
  const sources = fingerprint();
  const result = await runScript(BUILD_SCRIPT, [], { ...options, cwd: inRepository("web") });
  if (result.ok) writeFileSync(BUILD_FINGERPRINT, sources);
  return result;
}

/** Changes when, and only when, something the pages are made of changes. */
export const fingerprint = () => fingerprintOf(SOURCES);

export function fingerprintOf(paths) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap((path) => filesOf(path))) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(inRepository(file)))
      .update("\0");
  }
  return hash.digest("hex");
}

function filesOf(path) {
  if (!existsSync(inRepository(path))) return [];
  let entries;
  try {
    entries = readdirSync(inRepository(path), { withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOTDIR") return [path];
    throw error;
  }
  return entries
    .filter(({ name }) => !GENERATED.has(name) && !name.includes(".test."))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = join(path, entry.name);
      return entry.isDirectory() ? filesOf(inside) : [inside];
    });
}
