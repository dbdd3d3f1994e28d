import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runCommand } from "../scripts/run-command.mjs";
import { CliError } from "../scripts/cli-error.mjs";
import { inRepository } from "../scripts/repository.mjs";

/**
 * What a library that only a bench needs hands out. It is not worth its weight in every clone, so it
 * is installed beside the bench's states, in the version named.
 */
export async function installTool(name, version, entry) {
  const folder = inRepository(".wrangler", "tools", `${name}-${version}`);
  const path = join(folder, "node_modules", name, entry);
  if (!existsSync(path)) {
    const wanted = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder];
    const { ok, output } = await runCommand("npm", [...wanted, `${name}@${version}`]);
    if (!ok) throw new CliError(output);
  }
  return import(pathToFileURL(path).href);
}
