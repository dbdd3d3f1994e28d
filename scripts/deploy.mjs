import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { ensureInstalled } from "./install-deps.mjs";
import { ensurePages } from "./pages.mjs";
import { CliError } from "./cli-error.mjs";
import { runMain } from "./run-main.mjs";
import { inRepository, nodePath, ROOT, toolEnvironment, TOOLS } from "./repository.mjs";

const NOT_SET = "00000000-0000-0000-0000-000000000000";

await runMain(async () => {
  ensureDatabaseId();
  await ensureInstalled();
  await ensurePages();
  wrangler("d1", "migrations", "apply", "pharos", "--remote");
  wrangler("deploy");
});

function ensureDatabaseId() {
  if (!readFileSync(inRepository("wrangler.toml"), "utf8").includes(NOT_SET)) return;
  throw new CliError(`wrangler.toml does not name your database yet. Once per account:

  npx wrangler login
  npx wrangler d1 create pharos           then put the id it prints into wrangler.toml,
                                          at database_id
  npx wrangler secret put ADMIN_TOKEN     32 characters or more; it opens everything

Then run npm run deploy again.`);
}

/** In the open: it may ask the person to sign in. */
function wrangler(...args) {
  const { status } = spawnSync(nodePath(), [TOOLS.wrangler, ...args], {
    cwd: ROOT,
    env: toolEnvironment(),
    stdio: "inherit",
  });
  if (status !== 0) throw new CliError(`wrangler ${args.join(" ")} failed; its words are above.`);
}
