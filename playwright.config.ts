import { defineConfig } from "@playwright/test";

/** `npm test` starts the instance and the target, finds a Chromium, and says where they are. */
export default defineConfig({
  projects: [
    // One test for the main path of each feature: `npm test`.
    { name: "fast", grepInvert: /@deep/ },
    // All other paths and states: `npm run test:deep`.
    { name: "deep", grep: /@deep/ },
  ],
  testDir: "web/e2e",
  globalSetup: "./web/e2e/shared-instance.ts",
  outputDir: ".e2e/browser",
  // They mostly wait: for the server, for events, for what is drawn.
  workers: Number(process.env["BROWSER_WORKERS"] ?? 3),
  fullyParallel: true,
  forbidOnly: true,
  // What fails once has failed.
  retries: 0,
  // A shared machine takes several times as long as an idle one, and nothing here measures time.
  timeout: 150_000,
  // An instance that has died fails every test, each after its time: then there is nothing to wait for.
  maxFailures: process.env["CI"] ? 12 : 0,
  globalTimeout: process.env["CI"] ? 35 * 60_000 : 0,
  expect: { timeout: 25_000 },
  use: {
    baseURL: process.env["PHAROS_URL"],
    locale: "en-US",
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    // A trace films every step, which takes a third of the time: only where somebody asks for it.
    trace: process.env["TRACE"] ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM"],
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
