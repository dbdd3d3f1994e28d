import { statfsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { SETUP_TOKEN, TEST_TOKEN } from "./scripts/test-token.mjs";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What runs in Node, in milliseconds. Every other test of worker/ runs in workerd. */
const PURE = [
  "worker/domain/**/*.test.ts",
  "worker/protocol/**/*.test.ts",
  "worker/test/**/*.test.mjs",
  "worker/architecture.test.ts",
  "worker/exported-names.test.ts",
  "worker/import-circles.test.ts",
  "scripts/**/*.test.mjs",
  "worker/auth/client-address.test.ts",
  "worker/clock/alarm-plan.test.ts",
  "worker/notify/templates/*.test.ts",
  "worker/probe/{engine/json-path,engine/concurrency,fan-out-result}.test.ts",
  "web/src/**/*.test.ts",
];

/** What takes seconds: many runs of a property, scale, passwords hashed by the dozen. */
const DEEP = ["**/*.deep.test.{ts,mjs}"];

const DEEP_PURE = ["web/src/**/*.deep.test.ts", "{scripts,worker/test}/**/*.deep.test.mjs"];

/** No test is timed: on a busy machine real databases, sockets and files take what they take. */
const TIMEOUT_MS = 30_000;
const DEEP_TIMEOUT_MS = 180_000;

/** Each write of a database waits for its file, so files are in memory where there is room for them. */
const MEMORY = "/dev/shm";
const ROOM_BYTES = 512 * 1_048_576;

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return false;
  }
}

if (hasRoom(MEMORY)) process.env["TMPDIR"] = MEMORY;

const inNode = (name: string): TestProjectInlineConfiguration => ({
  resolve: {
    alias: {
      $protocol: at("./worker/protocol"),
      $domain: at("./worker/domain"),
      $lib: at("./web/src/lib"),
    },
  },
  test: { name, environment: "node", isolate: false, include: PURE, exclude: DEEP },
});

const unlimited = (namespace_id: string) => ({
  namespace_id,
  simple: { limit: 1_000_000, period: 60 as const },
});

/** All files share one isolate, which loads the Worker once: `test/setup/workerd.ts` empties storage between tests. */
const inWorkerd = (name: string, groupOrder: number): TestProjectInlineConfiguration => ({
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: {
        // All tests are one owner, within minutes; those of the limits have limiters of their own.
        ratelimits: {
          WRITE_LIMIT: unlimited("1004"),
          HEAVY_REQUEST_LIMIT: unlimited("1005"),
        },
        bindings: {
          ADMIN_TOKEN: TEST_TOKEN,
          SETUP_TOKEN,
          ALLOW_PRIVATE_TARGETS: "true",
          // Small, so that a few dozen sockets make a tree of three levels.
          ROOM_LIMITS: "sockets=15,fanOut=2,shards=7,perAddress=2",
          TEST_MIGRATIONS: await readD1Migrations(at("./migrations")),
        },
      },
    })),
  ],
  test: {
    name,
    isolate: false,
    maxWorkers: 2,
    sequence: { groupOrder },
    include: ["worker/**/*.test.ts"],
    exclude: [...PURE, ...DEEP],
    setupFiles: ["./worker/test/setup/workerd.ts"],
    globalSetup: ["./worker/test/setup/fake-target.ts"],
  },
});

const fast = { testTimeout: TIMEOUT_MS, provide: { depth: "fast" as const } };
const deep = { testTimeout: DEEP_TIMEOUT_MS, provide: { depth: "deep" as const } };

const [pure, workerd] = [inNode("pure"), inWorkerd("workerd", 1)];
const [deepPure, deepWorkerd] = [inNode("deep-pure"), inWorkerd("deep", 2)];

export default defineConfig({
  test: {
    projects: [
      { ...pure, test: { ...pure.test, ...fast } },
      { ...workerd, test: { ...workerd.test, ...fast } },
      {
        ...deepPure,
        test: { ...deepPure.test, ...deep, include: DEEP_PURE, exclude: [] },
      },
      {
        ...deepWorkerd,
        test: { ...deepWorkerd.test, ...deep, include: ["worker/**/*.deep.test.ts"], exclude: [] },
      },
    ],
  },
});
