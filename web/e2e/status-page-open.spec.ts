import type { Page } from "@playwright/test";
import { expectLive, expect, test } from "./fixtures";
import { pageHeadline, publishStatusPage, componentRow } from "./status-page-fixtures";

const icon = "link[rel=icon]";
const RED = /d92d20/;
/** What strangers are shown is kept for a second: until it is made anew, and is as it should be. */
const isServed = (page: Page, path: string, isNew: (html: string) => boolean) =>
  expect.poll(async () => isNew(await (await page.request.get(path)).text())).toBe(true);

test.describe("a public page that stays open", () => {
  test("[PP12] shows in its tab how it is by now", async ({ page, world }) => {
    const shop = await world.createEndpoint("Shop");
    const { path } = await publishStatusPage(world, [shop]);
    await page.goto(path);
    await expectLive(page);
    await expect(page.locator(icon)).not.toHaveAttribute("href", RED);
    await world.changeStatus(shop, { status: 500 });
    await expect(page.locator(icon)).toHaveAttribute("href", RED);
    await world.changeStatus(shop, {});
    await expect(page.locator(icon)).not.toHaveAttribute("href", RED);
  });

  test(
    "[PP12] follows what is edited of its title, its colour and its form",
    { tag: "@deep" },
    async ({ page, world }) => {
      const { id, path } = await publishStatusPage(world, [await world.createEndpoint("Shop")]);
      await page.goto(path);
      await expectLive(page);
      await expect(page.locator("#subscribe")).toHaveCount(1);
      const changes = {
        title: "Renamed",
        description: "What we sell",
        theme: { accent: "#aa3300" },
      };
      await world.api("PATCH", `/pages/${id}`, { ...changes, allowSubscriptions: false });
      await expect(page.getByRole("banner")).toContainText("Renamed");
      await expect(page.getByRole("banner")).toContainText("What we sell");
      await expect(page.locator('link[href*="/theme.css?v=aa3300"]')).toHaveCount(1);
      await expect(page.locator("#subscribe")).toHaveCount(0);
      await world.api("PATCH", `/pages/${id}`, { allowSubscriptions: true });
      await page.locator("#subscribe summary").first().click();
      await page.getByLabel("Address of the webhook").fill("https://example.com/half-typ");
      await world.api("PATCH", `/pages/${id}`, { title: "Again", groups: [] });
      await expect(page.getByRole("banner")).toContainText("Again");
      await expect(page.getByLabel("Address of the webhook")).toHaveValue(
        "https://example.com/half-typ",
      );
    },
  );

  test(
    "[LV14] stays as it is where it is asked for too often, and follows later",
    { tag: "@deep" },
    async ({ page, world, problems }) => {
      problems.expected.push(/429/);
      const { id, path } = await publishStatusPage(world, [await world.createEndpoint("Shop")]);
      await page.goto(path);
      await expectLive(page);
      await page.route(`**${path}`, (route) => route.fulfill({ status: 429, body: "slower" }));
      const rejected = page.waitForResponse(`**${path}`);
      await world.api("PATCH", `/pages/${id}`, { title: "Renamed" });
      await rejected;
      await page.unroute(`**${path}`);
      await expect(componentRow(page, "Shop")).toBeVisible();
      await world.api("PATCH", `/pages/${id}`, { title: "Again" });
      await expect(page.getByRole("banner")).toContainText("Again");
    },
  );

  test("[PP26] is read anew where somebody goes back to what their browser kept", async ({
    page,
    world,
  }) => {
    const shop = await world.createEndpoint("Shop");
    await world.changeStatus(shop, { status: 500 });
    const { id, path } = await publishStatusPage(world, [shop]);
    await page.goto(path);
    await expectLive(page);
    await page.getByRole("link", { name: "All incidents by month" }).click();
    await expect(pageHeadline(page)).toHaveText(/^History/);
    await world.api("PATCH", `/pages/${id}`, { title: "Renamed" });
    // No room tells of what happened meanwhile: what is seen was read.
    await page.routeWebSocket(/\/rooms\//, () => {});
    await isServed(page, path, (html) => html.includes("Renamed"));
    await page.goBack();
    await expect(componentRow(page, "Shop")).toBeVisible();
    await expect(page.getByRole("banner")).toContainText("Renamed", { timeout: 8_000 });
  });

  test(
    "[PP26] tells on its history how long lasts what is open, and whether it still is",
    { tag: "@deep" },
    async ({ page, world }) => {
      const shop = await world.createEndpoint("Shop");
      const { path } = await publishStatusPage(world, [shop]);
      await world.changeStatus(shop, { status: 500 });
      await page.clock.install();
      await page.goto(`${path}/history`);
      const duration = page.locator("[data-since]").first();
      await expect(duration).toHaveText(/^for \d+ s$/);
      await page.clock.fastForward("14:00");
      await expect(duration).toHaveText(/^for 14 min$/);
      await world.changeStatus(shop, {});
      await isServed(page, `${path}/history`, (html) => !html.includes("data-since"));
      await page.clock.fastForward("16:30");
      await expect
        .poll(() => page.clock.fastForward(1_000).then(() => page.locator("[data-since]").count()))
        .toBe(0);
    },
  );
});
