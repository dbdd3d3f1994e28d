import { ensureInstalled } from "./install-deps.mjs";
import { ensurePages } from "./pages.mjs";
import { runMain } from "./run-main.mjs";

await runMain(async () => {
  await ensureInstalled();
  await ensurePages();
});
