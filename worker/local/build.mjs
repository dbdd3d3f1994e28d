import { ensureInstalled } from "./installation.mjs";
import { ensurePages } from "./pages.mjs";
import { runMain } from "./program.mjs";

await runMain(async () => {
  await ensureInstalled();
  await ensurePages();
});
