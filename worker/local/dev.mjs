import { sayLine, startOwnInstance } from "./own-instance.mjs";
import { buildPages, fingerprint } from "./pages.mjs";
import { program } from "./program.mjs";

const LOOK_EVERY_MS = 500;

/** While the pages are half built, that they are is all that the runtime has to say. */
let isBuilding = false;

/** The runtime follows the Worker's sources by itself, and the pages once they are built. */
await program(async () => {
  await startOwnInstance({ onLine: (line) => isBuilding || sayLine(line) });
  let built = fingerprint();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
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
