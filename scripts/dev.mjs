import { printLine, startLocalInstance } from "./local-instance.mjs";
import { buildPages, fingerprint } from "./pages.mjs";
import { runMain } from "./run-main.mjs";

const POLL_MS = 500;

/** While the pages are half built, that they are is all that the runtime has to say. */
let isBuilding = false;

/** The runtime follows the Worker's sources by itself, and the pages once they are built. */
await runMain(async () => {
  await startLocalInstance({ onLine: (line) => isBuilding || printLine(line) });
  let built = fingerprint();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const sources = fingerprint();
    if (sources === built) continue;
    built = sources;
    await rebuild();
  }
});

async function rebuild() {
  const startedAt = Date.now();
  isBuilding = true;
  const { ok, output } = await buildPages();
  isBuilding = false;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(ok ? `Pages rebuilt in ${seconds} s.` : output);
}
