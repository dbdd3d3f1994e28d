import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../worker/local/command.mjs";
import { Problem } from "../worker/local/problem.mjs";
import { inRepository } from "../worker/local/repository.mjs";

/**
 * What a library that only a bench needs hands out. It is not worth its weight in every clone, so it
 * is installed beside the bench's states, in the version named.
 */
export async function bringTool(name, version, entry) {
  const folder = inRepository(".wrangler", "tools", `${name}-${version}`);
  const path = join(folder, "node_modules", name, entry);
  if (!existsSync(path)) {
    const wanted = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder];
    const { ok, output } = await run("npm", [...wanted, `${name}@${version}`]);
    if (!ok) throw new Problem(output);
  }
  return import(pathToFileURL(path).href);
}
