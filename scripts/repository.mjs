import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

export const inRepository = (...path) => join(ROOT, ...path);

const isWindows = process.platform === "win32";

/** The package that has Node for this machine, where package.json names one. */
export const NODE_PACKAGE = `node-${isWindows ? "win" : process.platform}-${process.arch}`;

/** Where a folder that has that package has its Node. */
export const nodeIn = (folder) =>
  join(folder, "node_modules", NODE_PACKAGE, "bin", isWindows ? "node.exe" : "node");

/** The Node that the lockfile pins by its digest; the machine's own until that is installed. */
export const nodePath = () => (existsSync(nodeIn(ROOT)) ? nodeIn(ROOT) : process.execPath);

/** What every tool is started with: our Node first, no prompts, no reports, nothing fetched. */
export const toolEnvironment = (extra = {}) => ({
  ...process.env,
  PATH: [inRepository("node_modules", ".bin"), process.env.PATH].join(delimiter),
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
  // Wrangler's explorer lets any page on localhost run SQL, and its traces keep every request.
  X_LOCAL_EXPLORER: "false",
  X_LOCAL_OBSERVABILITY: "false",
  WRANGLER_LOG_PATH: inRepository(".wrangler", "logs"),
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  DO_NOT_TRACK: "1",
  NO_UPDATE_NOTIFIER: "1",
  ...extra,
});

/** The machine's own PATH, without what npm put before it to run us. */
export const machinePath = () =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.startsWith(ROOT))
    .join(delimiter);

/** The script behind a tool's command, so that it runs without a shell or a second process. */
export const TOOLS = {
  wrangler: inRepository("node_modules", "wrangler", "wrangler-dist", "cli.js"),
  prettier: inRepository("node_modules", "prettier", "bin", "prettier.cjs"),
  oxlint: inRepository("node_modules", "oxlint", "bin", "oxlint"),
  eslint: inRepository("node_modules", "eslint", "bin", "eslint.js"),
  knip: inRepository("node_modules", "knip", "bin", "knip.js"),
  tsc: inRepository("node_modules", "typescript-native", "bin", "tsc"),
  svelteCheck: inRepository("node_modules", "svelte-check", "bin", "svelte-check"),
  vitest: inRepository("node_modules", "vitest", "vitest.mjs"),
  playwright: inRepository("node_modules", "@playwright", "test", "cli.js"),
};
