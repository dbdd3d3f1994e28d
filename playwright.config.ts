import { defineConfig } from "@playwright/test";

/** `npm test` starts the instance and the target, finds a Chromium, and says where they are. */
export default defineConfig({
  testDir: "web/e2e",
  outputDir: ".e2e/browser",
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  // What fails twice has failed; what passes the second time is listed as flaky, to be mended.
  retries: process.env["CI"] ? 1 : 0,
  // A tick comes every ten seconds at the soonest, and some tests wait for two.
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
