import { ensureInstalled } from "./installation.mjs";
import { buildPages } from "./pages.mjs";
import { program } from "./program.mjs";

await program(async () => {
  await ensureInstalled();
  await buildPages();
});
