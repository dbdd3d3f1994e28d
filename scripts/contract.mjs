import { spawn } from "node:child_process";
import { ensureInstalled } from "./install-deps.mjs";
import { ensurePages } from "./pages.mjs";
import { CliError } from "./cli-error.mjs";
import { runMain } from "./run-main.mjs";
import { inRepository, nodePath, TOOLS } from "./repository.mjs";

/** Replays what the outside has seen so far; `record` writes down what it sees now. */
await runMain(async () => {
  const wanted = process.argv.slice(2);
  const isRecord = wanted[0] === "record";
  if (wanted.length > (isRecord ? 1 : 0)) throw new CliError("expected `record` or nothing");
  await ensureInstalled();
  await ensurePages();
  const how = isRecord ? ["--update"] : [];
  const child = spawn(nodePath(), [TOOLS.vitest, "run", "worker/test/contract", ...how], {
    cwd: inRepository(),
    stdio: "inherit",
  });
  const code = await new Promise((resolve) => child.on("exit", resolve));
  process.exit(code ?? 1);
});
