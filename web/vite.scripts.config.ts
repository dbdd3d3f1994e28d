import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { paraglide } from "./paraglide";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Scripts without a framework, each one file: what public pages load. Built before the pages. */
const SCRIPTS: Record<string, string> = {
  "status-page": at("./status-page-client/status-page.ts"),
  "history-page": at("./status-page-client/history-page.ts"),
  "subscribe-push": at("./status-page-client/subscribe-push.ts"),
  widget: at("./widget/widget.ts"),
};

/** `mode` names the script. */
export default defineConfig(({ mode }) => ({
  mode: "production",
  plugins: [paraglide()],
  resolve: {
    alias: {
      $protocol: at("../worker/protocol"),
      $domain: at("../worker/domain"),
      $lib: at("./src/lib"),
    },
  },
  publicDir: false,
  build: {
    outDir: ".svelte-kit/scripts",
    emptyOutDir: false,
    target: "es2022",
    rolldownOptions: {
      input: { [mode]: SCRIPTS[mode]! },
      output: { entryFileNames: "[name].js", codeSplitting: false, format: "iife" },
    },
  },
}));
