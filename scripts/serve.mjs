import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { outboundOptions } from "./outbound-network.mjs";
import { HOST } from "./port.mjs";
import { inRepository } from "./repository.mjs";

const { values } = parseArgs({
  options: {
    worker: { type: "string" },
    state: { type: "string" },
    port: { type: "string" },
    variables: { type: "string" },
    "serves-cron": { type: "boolean", default: false },
  },
});

const LABELS = { error: "[ERROR] ", warn: "[WARN] " };

// All that the runtime writes is its owner's.
process.umask(0o077);

// Wrangler pins the Miniflare that it runs; a second version beside it would be another platform.
const wrangler = createRequire(inRepository("node_modules", "wrangler", "package.json"));
const { convertV4MiniflareOptions, Log, LogLevel, Miniflare } = wrangler("miniflare");
const { unstable_getMiniflareWorkerOptions } = wrangler("wrangler");

const { workerOptions } = unstable_getMiniflareWorkerOptions(
  inRepository("wrangler.toml"),
  undefined,
  { envFiles: [values.variables] },
);

/**
 * The bindings, assets and state of `wrangler dev` without `wrangler dev`, which opens the database,
 * the handlers of cron and mail and a store of all requests below /cdn-cgi/ to whoever reaches the port.
 */
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: HOST,
    port: Number(values.port),
    resourcePersistencePath: join(values.state, "v3"),
    log: new Log(LogLevel.WARN),
    // A request's address may be a secret: the token of a heartbeat is in it.
    logRequests: false,
    cf: false,
    handleStructuredLogs: ({ level, message }) => console.log(`${LABELS[level] ?? ""}${message}`),
    unsafeLocalExplorer: false,
    unsafeObservability: false,
    unsafeTriggerHandlers: values["serves-cron"],
    workers: [
      {
        ...workerOptions,
        name: "pharos",
        modulesRoot: dirname(values.worker),
        modules: [{ type: "ESModule", path: values.worker }],
        bindings: { ...workerOptions.bindings, LOCAL_ADDRESS: `${HOST}:${values.port}` },
        ...outboundOptions(workerOptions.bindings),
      },
    ],
  }),
);
await miniflare.ready;
process.once("SIGTERM", () => void miniflare.dispose().then(() => process.exit(0)));
