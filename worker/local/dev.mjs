import { startOwnInstance } from "./own-instance.mjs";
import { buildPages, fingerprint } from "./pages.mjs";
import { program } from "./program.mjs";

const LOOK_EVERY_MS = 500;

/** The runtime follows the Worker's sources by itself, and the pages once they are built. */
await program(async () => {
  await startOwnInstance();
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
  const { ok, output } = await buildPages();
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(ok ? `Pages rebuilt in ${seconds} s.` : output);
}
