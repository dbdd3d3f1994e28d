import { ensureInstalled } from "./installation.mjs";
import { ensurePages } from "./pages.mjs";
import { program } from "./program.mjs";

await program(async () => {
  await ensureInstalled();
  await ensurePages();
});
