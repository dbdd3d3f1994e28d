import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { findChromium } from "./chromium.mjs";
import { runScript } from "./run-command.mjs";
import { startDemoInstance } from "./demo-instance.mjs";
import { ensureInstalled } from "./install-deps.mjs";
import { ensurePages } from "./pages.mjs";
import { CliError } from "./cli-error.mjs";
import { endAllGroups } from "./process-group.mjs";
import { runMain } from "./run-main.mjs";
import { inRepository } from "./repository.mjs";

const FOLDER = inRepository(".wrangler", "screenshots");
const PICTURE = "dashboard-laptop-light-en.png";
const IN_README = inRepository("docs", "images", "dashboard.png");

/** So many are down for good, and behind one of them so many; what else was down has recovered by then. */
const DOWN_COUNT = 3;
const DEPENDENT_COUNT = 2;
const RECOVERED_COUNT = 2;
const ACTIVITY_TIMEOUT_MS = 600_000;
const FRESH_MS = 10_000;

/** `npm run screenshots -- <part of a name>` takes only those; without it the README's is renewed. */
await runMain(async () => {
  const [only = ""] = process.argv.slice(2);
  await ensureInstalled();
  await ensurePages();
  const chromium = await findChromium();
  if (!chromium.ok) throw new CliError(chromium.output);
  const { instance, api } = await startDemoInstance({ stateDir: join(FOLDER, "state") });
  console.log("Waiting for the demo to come to life (some five minutes) ...");
  await waitForActivity(api);
  const pictures = join(FOLDER, "pictures");
  const { ok, output } = await runScript(
    inRepository("web", "e2e", "screenshots.mjs"),
    [pictures, "", only],
    {
      env: { PHAROS_URL: instance.url, PHAROS_TOKEN: instance.token, CHROMIUM: chromium.path },
    },
  );
  if (!ok) throw new CliError(output);
  if (PICTURE.includes(only)) {
    mkdirSync(dirname(IN_README), { recursive: true });
    copyFileSync(join(pictures, PICTURE), IN_README);
  }
  console.log(`${output}They are in ${pictures}`);
  await endAllGroups();
  process.exit();
});

async function waitForActivity(api) {
  const deadline = Date.now() + ACTIVITY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const { statusBreakdown, incidents24h, openIncidents, asOf } = await api("GET", "/overview");
    const isFresh = Date.now() - Date.parse(asOf) < FRESH_MS;
    const isSettled =
      isFresh && statusBreakdown.DOWN === DOWN_COUNT && statusBreakdown.UNKNOWN === DEPENDENT_COUNT;
    if (isSettled && incidents24h - openIncidents >= RECOVERED_COUNT) return;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  throw new CliError("The demo did not come to life; its runtime.log says why.");
}
