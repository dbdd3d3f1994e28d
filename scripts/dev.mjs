import { CliError } from "./cli-error.mjs";
import { startLocalInstance } from "./local-instance.mjs";
import { buildPages, fingerprint, fingerprintOf } from "./pages.mjs";
import { runMain } from "./run-main.mjs";

const POLL_MS = 500;

const WORKER = ["worker", "wrangler.toml", ".dev.vars"];
const sourcesNow = () => ({ pages: fingerprint(), worker: fingerprintOf(WORKER) });

/** Follows the sources: those of the pages are built first, and the runtime starts again with both. */
await runMain(async () => {
  const instance = await startLocalInstance();
  let built = sourcesNow();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const sources = sourcesNow();
    const arePagesOld = sources.pages !== built.pages;
    if (!arePagesOld && sources.worker === built.worker) continue;
    built = sources;
    await rebuild(instance, arePagesOld);
  }
});

async function rebuild(instance, arePagesOld) {
  const startedAt = Date.now();
  try {
    const { ok, output } = arePagesOld ? await buildPages() : { ok: true };
    if (!ok) throw new CliError(output);
    await instance.rebuild();
  } catch (error) {
    // What was half written is built again with the next change.
    if (!(error instanceof CliError)) throw error;
    console.error(error.message);
    return;
  }
  console.log(`Built again in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}
