import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { SETUP_TOKEN, TEST_TOKEN } from "./worker/local/test-token.mjs";

if (existsSync("/dev/shm")) process.env.TMPDIR = "/dev/shm";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What runs in Node, in milliseconds. Every other test of worker/ runs in workerd. */
const PURE = [
  "worker/domain/**/*.test.ts",
  "worker/protocol/**/*.test.ts",
  "worker/local/**/*.test.mjs",
  "worker/architecture.test.ts",
  "worker/auth/client-address.test.ts",
  "worker/clock/plan.test.ts",
  "worker/notify/words/*.test.ts",
  "worker/probe/{json-path,slots,dispatched}.test.ts",
  "web/src/**/*.test.ts",
];

/** No test is timed: on a busy machine real databases, sockets and files take what they take. */
const TIMEOUT_MS = 30_000;

export default defineConfig({
  test: {
    projects: [
      {
        resolve: {
          alias: {
            $protocol: at("./worker/protocol"),
            $domain: at("./worker/domain"),
            $lib: at("./web/src/lib"),
          },
        },
        test: { name: "pure", include: PURE, environment: "node", testTimeout: TIMEOUT_MS },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                ADMIN_TOKEN: TEST_TOKEN,
                SETUP_TOKEN,
                ALLOW_PRIVATE_TARGETS: "true",
                // Small, so that a few dozen sockets make a tree of three levels.
                ROOM_SIZES: "sockets=15,fanOut=2,parts=7,perAddress=2",
                TEST_MIGRATIONS: await readD1Migrations(at("./migrations")),
              },
            },
          })),
        ],
        test: {
          name: "workerd",
          isolate: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: TIMEOUT_MS,
          include: ["worker/**/*.test.ts"],
          exclude: PURE,
          setupFiles: ["./worker/local/workerd-setup.ts"],
          globalSetup: ["./worker/local/workerd-target.ts"],
        },
      },
    ],
  },
});
