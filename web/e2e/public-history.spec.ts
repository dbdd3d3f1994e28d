import AxeBuilder from "@axe-core/playwright";
import { expectLive, expect, test } from "./fixtures";
import { pageHeadline, publishStatusPage, componentRow } from "./status-page-fixtures";

test.describe("the history of a public page", () => {
  test(
    "[HS3] leads to its history by month, which fits a phone and axe",
    { tag: "@deep" },
    async ({ page, world }) => {
      const shop = await world.createEndpoint(
        "A name that is long enough to be too long for any phone",
      );
      await world.changeStatus(shop, { status: 500 });
      const { path } = await publishStatusPage(world, [shop]);
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(path);
      await page.getByRole("link", { name: "All incidents by month" }).click();
      await expect(page).toHaveURL(`${path}/history`);
      await expect(pageHeadline(page)).toHaveText(/^History: \w+ \d{4}$/);
      await expect(page.locator("[data-incident]").first()).toContainText("outage");
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => ({ id, html }))),
      ).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      await page.getByRole("link", { name: "To the status page" }).click();
      await expect(componentRow(page, "A name")).toBeVisible();
    },
  );

  test("[HS4] tells times in the visitor's zone, and says that days are the page's", async ({
    browser,
    world,
  }) => {
    const shop = await world.createEndpoint("Shop");
    await world.changeStatus(shop, { status: 500 });
    const { path } = await publishStatusPage(world, [shop]);
    const context = await browser.newContext({ timezoneId: "Asia/Seoul", locale: "en-US" });
    const page = await context.newPage();
    for (const at of [path, `${path}/history`]) {
      await page.goto(at);
      await expect(page.locator("[data-zone]")).toHaveText("Times in Asia/Seoul, days in UTC");
      const time = page.locator("time[data-offset]").first();
      const own = new Intl.DateTimeFormat("en", {
        hour: "numeric",
        minute: "2-digit",
        timeZone: "Asia/Seoul",
      });
      const began = Date.parse((await time.getAttribute("datetime"))!);
      await expect(time).toHaveText(own.format(began));
    }
    await context.close();
    const scriptless = await browser.newContext({ javaScriptEnabled: false, locale: "en-US" });
    const staticPage = await scriptless.newPage();
    await staticPage.goto(`${path}/history`);
    await expect(staticPage.locator("[data-zone]")).toHaveText("Times and days in UTC");
    await scriptless.close();
  });

  test(
    "[HS4] asks nothing of the browser's tables where the reader's clock is the page's",
    { tag: "@deep" },
    async ({ browser, world }) => {
      const shop = await world.createEndpoint("Shop");
      await world.changeStatus(shop, { status: 500 });
      const { path } = await publishStatusPage(world, [shop]);
      for (const [timezoneId, isInOtherZone] of [
        ["Africa/Abidjan", false],
        ["Asia/Kolkata", true],
      ] as const) {
        const context = await browser.newContext({ timezoneId, locale: "en-US" });
        const page = await context.newPage();
        await page.addInitScript(() => {
          const { DateTimeFormat } = Intl;
          Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
            construct(target, args) {
              document.documentElement.dataset["asked"] = "yes";
              return Reflect.construct(target, args) as object;
            },
          });
        });
        await page.goto(path);
        await expectLive(page);
        const time = page.locator("time[data-offset]").first();
        const own = new Intl.DateTimeFormat("en", {
          hour: "numeric",
          minute: "2-digit",
          timeZone: timezoneId,
        });
        await expect(time).toHaveText(
          own.format(Date.parse((await time.getAttribute("datetime"))!)),
        );
        await expect(page.locator("[data-walk]").first()).toHaveAttribute("aria-valuetext", /Down/);
        expect((await page.locator("html").getAttribute("data-asked")) === "yes").toBe(
          isInOtherZone,
        );
        await context.close();
      }
    },
  );
});
