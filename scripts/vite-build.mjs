import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

// What the sources are compiled by is SvelteKit's to write, and a fresh clone has none of it.
const sveltekitPackage = fileURLToPath(import.meta.resolve("@sveltejs/kit/package.json"));
execFileSync(process.execPath, [sveltekitPackage.replace("package.json", "svelte-kit.js"), "sync"]);
for (const script of ["status-page", "history-page", "subscribe-push", "widget"]) {
  await build({ configFile: "vite.scripts.config.ts", mode: script });
}
// The language compiler leaves a port open that keeps `vite build` alive for 25 seconds.
await build();
copyFileSync(".svelte-kit/scripts/widget.js", ".svelte-kit/cloudflare/widget.js");
process.exit(0);
