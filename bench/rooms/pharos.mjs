import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "../../scripts/run-command.mjs";
import { anyPort, HOST } from "../../scripts/port.mjs";
import { CliError } from "../../scripts/cli-error.mjs";
import { inRepository, TOOLS } from "../../scripts/repository.mjs";
import { startServer } from "../server.mjs";

const HERE = inRepository("bench", "rooms");
const WORKERD = inRepository("node_modules", "workerd", "bin", "workerd");

/** Our room in the runtime, listening on a free port. `limits` are as in `ROOM_LIMITS`. */
export async function startPharos(folder, limits = "") {
  const { ok, output } = await runScript(TOOLS.wrangler, [
    "deploy",
    "--dry-run",
    `--config=${join(HERE, "wrangler.toml")}`,
    `--outdir=${folder}`,
  ]);
  if (!ok) throw new CliError(output);
  const runtime = readFileSync(join(HERE, "runtime.capnp"), "utf8").replace(
    '"LIMITS"',
    `"${limits}"`,
  );
  writeFileSync(join(folder, "runtime.capnp"), runtime);
  rmSync(join(folder, "state"), { recursive: true, force: true });
  mkdirSync(join(folder, "state"), { recursive: true });
  const port = await anyPort();
  const args = ["serve", "runtime.capnp", `--socket-addr=http=${HOST}:${port}`];
  return startServer(WORKERD, args, { cwd: folder, port });
}
