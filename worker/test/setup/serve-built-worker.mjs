import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseArgs, parseEnv } from "node:util";
import { HOST } from "../../../scripts/port.mjs";
import { inRepository, ROOT } from "../../../scripts/repository.mjs";

const { values } = parseArgs({
  options: {
    worker: { type: "string" },
    state: { type: "string" },
    port: { type: "string" },
    variables: { type: "string" },
  },
});

// Wrangler pins the Miniflare that it runs; a second version beside it would be another platform.
const wrangler = createRequire(inRepository("node_modules", "wrangler", "package.json"));
const { convertV4MiniflareOptions, Miniflare } = wrangler("miniflare");
const { unstable_getMiniflareWorkerOptions } = wrangler("wrangler");

const { workerOptions } = unstable_getMiniflareWorkerOptions(join(ROOT, "wrangler.toml"));

/** The same bindings, assets and state as `wrangler dev`, without its proxy, watcher and bundler. */
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: HOST,
    port: Number(values.port),
    resourcePersistencePath: join(values.state, "v3"),
    unsafeLocalExplorer: false,
    workers: [
      {
        ...workerOptions,
        name: "pharos",
        modulesRoot: dirname(values.worker),
        modules: [{ type: "ESModule", path: values.worker }],
        bindings: {
          ...parseEnv(readFileSync(values.variables, "utf8")),
          LOCAL_ADDRESS: `${HOST}:${values.port}`,
        },
      },
    ],
  }),
);
await miniflare.ready;
process.once("SIGTERM", () => void miniflare.dispose().then(() => process.exit(0)));
