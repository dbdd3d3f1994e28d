import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "../../worker/local/command.mjs";
import { anyPort, HOST } from "../../worker/local/port.mjs";
import { Problem } from "../../worker/local/problem.mjs";
import { inRepository, TOOLS } from "../../worker/local/repository.mjs";
import { startServer } from "../server.mjs";

const HERE = inRepository("bench", "rooms");
const WORKERD = inRepository("node_modules", "workerd", "bin", "workerd");

/** Our room in the runtime, listening on a free port. */
export async function startPharos(folder) {
  const { ok, output } = await runScript(TOOLS.wrangler, [
    "deploy",
    "--dry-run",
    `--config=${join(HERE, "wrangler.toml")}`,
    `--outdir=${folder}`,
  ]);
  if (!ok) throw new Problem(output);
  copyFileSync(join(HERE, "runtime.capnp"), join(folder, "runtime.capnp"));
  mkdirSync(join(folder, "state"), { recursive: true });
  const port = await anyPort();
  const args = ["serve", "runtime.capnp", `--socket-addr=http=${HOST}:${port}`];
  return startServer(WORKERD, args, { cwd: folder, port });
}

/** A viewer that says nothing at all, which is what ours says. */
export const PHAROS_CLIENT = { path: "/rooms/all?v=1", replies: [] };
