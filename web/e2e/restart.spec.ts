import { expectLive, expect, test, TOKEN, createTestInstance } from "./fixtures";
import { withFreshInstance } from "./private-instance";

/** Chromium itself reports what cannot be reached. */
const UNREACHABLE = [
  /ERR_CONNECTION_REFUSED/,
  /WebSocket connection to/,
  /ERR_EMPTY_RESPONSE/,
  /ERR_CONNECTION_RESET/,
  /ERR_INCOMPLETE_CHUNKED_ENCODING/,
  /dynamically imported/,
];

test(
  "[LV18] the page notices that the server is gone, and heals itself when it is back",
  { tag: "@deep" },
  async ({ page, problems }) => {
    test.setTimeout(180_000);
    problems.expected.push(...UNREACHABLE);
    await withFreshInstance(async (instance) => {
      const world = createTestInstance(instance.url, () => {});
      const endpoint = await world.createEndpoint("Healing");
      await page.goto(`${instance.url}/login?next=/dashboard`);
      await page.getByLabel("Admin token").fill(TOKEN);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expectLive(page);
      const indicator = page.locator("[data-connection]");
      await expect(indicator).toContainText("Live");

      await instance.kill();
      await expect(indicator).toHaveAttribute("data-connection", "connecting");
      await expect(indicator).toContainText("Connecting...");
      await expect(indicator).toHaveAttribute("data-connection", "disconnected", {
        timeout: 40_000,
      });
      await expect(indicator).toContainText("Disconnected");
      await expect(page.getByRole("button", { name: "Retry now" })).toBeVisible();
      await expect(page.getByRole("heading", { name: /is up|are up/ })).toBeVisible();

      await instance.restart();
      await world.changeStatus(endpoint, { status: 500 });
      await expect(indicator).toHaveAttribute("data-connection", "connected", { timeout: 40_000 });
      await expect(page.getByRole("heading", { name: /Healing has been down/ })).toBeVisible();

      await instance.kill();
      await page.getByRole("link", { name: "Incidents" }).first().click();
      await expect(page.getByRole("heading", { name: "Pharos does not answer" })).toBeVisible();
      await instance.restart();
      // By itself it tries again every ten seconds, which may have been sooner.
      const retryButton = page.getByRole("button", { name: "Try again" });
      if (await retryButton.isVisible())
        await retryButton.click({ timeout: 2_000 }).catch(() => null);
      await expect(page.getByRole("link", { name: /Healing/ })).toContainText("down for");
      await expect(indicator).toHaveAttribute("data-connection", "connected");
    });
  },
);
