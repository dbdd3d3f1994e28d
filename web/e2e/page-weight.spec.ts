import { gzipSync } from "node:zlib";
import { expectLive, expect, test } from "./fixtures";

const BUDGET_BYTES = 110 * 1024;

test("[UI16] the dashboard loads at most 110 KB of gzipped scripts", async ({ page, signIn }) => {
  const scripts = new Map<string, Promise<Buffer>>();
  page.on("response", (response) => {
    if (response.request().resourceType() === "script" || response.url().endsWith(".js")) {
      scripts.set(response.url(), response.body());
    }
  });
  await signIn(page);
  await page.goto("/dashboard", { waitUntil: "networkidle" });
  await expectLive(page);
  const bodies = await Promise.all(scripts.values());
  const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
  console.log(`dashboard: ${scripts.size} scripts, ${(bytes / 1024).toFixed(1)} KB gzipped`);
  expect(scripts.size).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
});
