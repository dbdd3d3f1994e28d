import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expectLive, expect, test, type TestInstance } from "./fixtures";
import { publishMailingPage, publishStatusPage, postFormFrom } from "./status-page-fixtures";

test.beforeEach(async ({ signIn, page }) => signIn(page));

const TARGET = process.env["PHAROS_TARGET"]!;

const violations = async (page: Page) =>
  (await new AxeBuilder({ page }).include("#subscribers-list").analyze()).violations.map(
    ({ id }) => id,
  );

/** So many who confirmed, and one who did not. */
async function publishWithSubscribers(world: TestInstance, count: number) {
  const page = await publishMailingPage(world, [await world.createEndpoint("Shop")]);
  const names = Array.from({ length: count }, (_, index) => `reader${index}@example.com`);
  for (const [index, name] of names.entries()) {
    // Each from an address of its own on the network: a crowd may ask.
    const from = `203.0.113.${index}`;
    await postFormFrom(await page.subscribe(name, from), { act: "confirm" }, from);
  }
  await page.subscribe("silent@example.com", "203.0.113.99");
  return page;
}

test.describe("the subscribers of a page", () => {
  test(
    "[SB11] [SB25] are seen, searched, exported and taken off the list by whoever edits it",
    { tag: "@deep" },
    async ({ page, world }) => {
      test.slow();
      const { id, removeChannel } = await publishWithSubscribers(world, 8);
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(`/pages/${id}`);
      const list = page.locator("#subscribers-list");
      const heading = list.getByRole("heading", { level: 2 });
      await expect(heading).toHaveText("Subscribers: 8");
      const open = list.getByRole("heading", { name: "Not confirmed yet: 1" });
      await expect(open).toBeVisible();
      await expect(list.getByText("silent@example.com")).toBeVisible();
      const file = page.waitForEvent("download");
      await list.getByRole("link", { name: "Export subscribers as CSV" }).click();
      expect((await file).suggestedFilename()).toBe("subscribers.csv");
      expect(await violations(page)).toEqual([]);
      await list.getByRole("button", { name: "Remove all" }).click();
      await expect(open).toHaveCount(0);
      await expect(list.getByRole("listitem")).toHaveCount(8);
      const search = list.getByRole("searchbox", { name: "Search subscribers" });
      await search.fill("nobody");
      await expect(list.getByRole("status")).toHaveText("0 subscribers found");
      await expect(list.getByRole("listitem")).toHaveCount(0);
      await search.fill("example.com");
      await expect(list.getByRole("listitem")).toHaveCount(8);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      await list
        .getByRole("button", { name: /^Remove/ })
        .first()
        .click();
      await expect(heading).toHaveText("Subscribers: 7");
      // Few are found by looking.
      await expect(search).toHaveCount(0);
      await removeChannel();
    },
  );

  test(
    "[SB15] are mailed by a channel of which the form says what the team hears by it, in Korean too",
    { tag: "@deep" },
    async ({ page, world, context, baseURL }) => {
      const settings = {
        apiKey: "re_abc",
        from: "status@example.com",
        to: "ops@example.com",
        apiUrl: `${TARGET}/inbox/mail-${process.pid}`,
      };
      const name = `Mail ${process.pid}`;
      const channel = await world.api<{ id: string }>("POST", "/channels", {
        name,
        kind: "resend",
        settings,
      });
      const { id } = await publishStatusPage(world, [await world.createEndpoint("Shop")]);
      await page.goto(`/pages/${id}`);
      await expectLive(page);
      const select = page.getByLabel("Mails to subscribers go out by");
      const usageHint = page.locator("[data-heard]");
      await expect(usageHint).toHaveText("");
      await select.selectOption({ label: name });
      await expect(usageHint).toContainText(`${name} g`);
      await expect(usageHint.getByRole("link", { name: "Rules" })).toBeVisible();
      const rule = await world.api<{ id: string }>("POST", "/rules", {
        name: `Shop ${process.pid}`,
        channelIds: [channel.id],
      });
      await context.addCookies([{ name: "pharos_language", value: "ko", url: baseURL! }]);
      await page.reload();
      await expectLive(page);
      await page.getByLabel("구독자 메일을 보낼 채널").selectOption({ label: name });
      await expect(usageHint).toContainText(`팀 알림도 계속 받습니다: Shop ${process.pid}`);
      await world.api("DELETE", `/rules/${rule.id}`);
      await world.api("DELETE", `/channels/${channel.id}`);
    },
  );
});
