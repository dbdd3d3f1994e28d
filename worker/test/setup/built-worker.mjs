import { join } from "node:path";
import { runScript } from "../../../scripts/run-command.mjs";
import { CliError } from "../../../scripts/cli-error.mjs";
import { inRepository, TOOLS } from "../../../scripts/repository.mjs";

const ENTRY = inRepository("worker", "test", "setup", "test-worker.ts");

/** Bundles Pharos for tests as a deploy would; hands back the file that holds it. */
export async function buildWorker(folder) {
  const args = ["deploy", ENTRY, "--dry-run", `--outdir=${folder}`];
  const { ok, output } = await runScript(TOOLS.wrangler, args);
  if (!ok) throw new CliError(`${output}\nThe Worker of the tests could not be bundled.`);
  return join(folder, "test-worker.js");
}
