import { basename, join } from "node:path";
import { CliError } from "./cli-error.mjs";
import { inRepository, TOOLS } from "./repository.mjs";
import { runScript } from "./run-command.mjs";

const ENTRY = inRepository("worker", "index.ts");

/** Bundles Pharos, or what stands in for it, as a deploy would; hands back the file that holds it. */
export async function buildWorker(folder, script = ENTRY) {
  const args = ["deploy", script, "--dry-run", `--outdir=${folder}`];
  const { ok, output } = await runScript(TOOLS.wrangler, args);
  if (!ok) throw new CliError(`${output}\nThe Worker could not be bundled; the reason is above.`);
  return join(folder, basename(script).replace(/\.ts$/, ".js"));
}
