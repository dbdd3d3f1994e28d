import { gzipSync } from "node:zlib";
import { violationsOf, withoutMotion } from "./every-page";
import { expectLive, expect, test } from "./fixtures";
import {
  pageHeadline,
  publishMailingPage,
  publishStatusPage,
  componentRow,
} from "./status-page-fixtures";

const BUDGET_BYTES = 45 * 1024;
test.describe("a public page", () => {
  test("[PP11] is whole without scripts, in the visitor's language", async ({ browser, world }) => {
    const shop = await world.createEndpoint("Shop");
    await world.changeStatus(shop, { status: 500 });
    const { path } = await publishStatusPage(world, [shop]);
    const context = await browser.newContext({ javaScriptEnabled: false, locale: "ko-KR" });
    const page = await context.newPage();
    await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("lang", "ko");
    await expect(pageHeadline(page)).toContainText("장애");
    await expect(componentRow(page, "Shop")).toContainText("장애");
    await expect(componentRow(page, "Phone")).toContainText("정상");
    await expect(page.locator("[data-incident]").first()).toContainText("Shop");
    await page.getByRole("button", { name: "View in English" }).click();
    await expect(componentRow(page, "Shop")).toContainText("Major outage");
    await context.close();
  });

  test("[SB1] is subscribed to without scripts, by a button and not by the link to it", async ({
    browser,
    world,
  }) => {
    const shop = await world.createEndpoint("Shop");
    const { id, path, linkFor, removeChannel } = await publishMailingPage(world, [shop]);
    const context = await browser.newContext({ javaScriptEnabled: false, locale: "ko-KR" });
    const page = await context.newPage();
    await page.goto(path);
    await page.getByText("업데이트 구독").click();
    await page.getByLabel("이메일", { exact: true }).check();
    await page.getByLabel("이메일 주소 또는 웹훅 주소").fill("reader@example.com");
    await page.getByText("일부 시스템만 선택").click();
    await page.getByRole("checkbox", { name: "Shop" }).check();
    await page.getByRole("button", { name: "구독" }).click();
    await expect(pageHeadline(page)).toHaveText("구독을 확인해 주세요");
    await page.goto(await linkFor("reader@example.com"));
    await expect(pageHeadline(page)).toHaveText("Acme 소식을 받으시겠습니까?");
    await page.getByRole("button", { name: "구독 확인" }).click();
    await expect(pageHeadline(page)).toHaveText("Acme 소식을 받고 있습니다");
    await expect(page.getByText("Shop만")).toBeVisible();
    await expect(page.getByText("r…@example.com")).toBeVisible();
    const list = await world.api<{ data: object[] }>("GET", `/pages/${id}/subscribers`);
    expect(list.data).toMatchObject([{ kind: "email", components: ["Shop"] }]);
    await page.getByRole("button", { name: "구독 취소" }).click();
    await expect(pageHeadline(page)).toHaveText("구독이 없습니다");
    await page.getByRole("link", { name: "상태 페이지로" }).click();
    await expect(componentRow(page, "Shop")).toBeVisible();
    await context.close();
    await removeChannel();
  });

  test("[PP12] turns live: what happens is marked at once, and told in full soon after", async ({
    page,
    world,
  }) => {
    const shop = await world.createEndpoint("Shop");
    const { path } = await publishStatusPage(world, [shop, await world.createEndpoint("Mail")]);
    await page.goto(path);
    await expectLive(page);
    await expect(pageHeadline(page)).toHaveText("All systems operational");
    await world.changeStatus(shop, { status: 500 });
    await expect(componentRow(page, "Shop")).toHaveAttribute("data-status", "DOWN");
    await expect(componentRow(page, "All of it")).toHaveAttribute("data-status", "PARTIAL");
    await expect(pageHeadline(page)).toHaveText("Shop has a major outage");
    await expect(page.getByRole("article").first()).toContainText("Shop has a major outage");
    await world.changeStatus(shop, {});
    await expect(pageHeadline(page)).toHaveText("All systems operational");
    await expect(page.getByRole("article").first()).toContainText("Shop had a major outage");
  });

  test(
    "[PP12] follows what is edited, and leaves when the page is gone",
    { tag: "@deep" },
    async ({ page, world, problems }) => {
      problems.expected.push(/404/);
      const { id, path } = await publishStatusPage(world, [await world.createEndpoint("Shop")]);
      await page.goto(path);
      await expectLive(page);
      await world.api("PATCH", `/pages/${id}`, {
        groups: [{ name: "Renamed", components: [{ name: "Fax", status: "DEGRADED" }] }],
      });
      await expect(pageHeadline(page)).toHaveText("Fax has degraded performance");
      await expect(page.getByRole("heading", { name: "Renamed" })).toBeVisible();
      await world.api("DELETE", `/pages/${id}`);
      await expect(page.getByText("There is nothing here")).toBeVisible();
    },
  );

  test("[PP26] stays of now where it stays open: what lasts goes on, and all is read anew at times", async ({
    page,
    world,
  }) => {
    const shop = await world.createEndpoint("Shop");
    const { path } = await publishStatusPage(world, [shop]);
    await world.changeStatus(shop, { status: 500 });
    let reads = 0;
    page.on("request", (request) => {
      if (request.resourceType() === "fetch" && request.url().endsWith(path)) reads++;
    });
    await page.clock.install();
    await page.goto(path);
    await expectLive(page);
    const duration = page.locator("[data-since]").first();
    await expect(duration).toHaveText(/^for \d+ s$/);
    await page.clock.fastForward("14:00");
    await expect(duration).toHaveText(/^for 14 min$/);
    expect(reads).toBe(0);
    await page.clock.fastForward("16:30");
    await expect.poll(() => page.clock.fastForward(1_000).then(() => reads)).toBe(1);
  });

  test("[PP13] loads at most 45 KB of gzipped scripts", async ({ page, world }) => {
    const scripts = new Map<string, Promise<Buffer>>();
    page.on("response", (response) => {
      if (response.request().resourceType() === "script" || response.url().endsWith(".js")) {
        scripts.set(response.url(), response.body());
      }
    });
    const { path } = await publishStatusPage(world, [await world.createEndpoint("Shop")]);
    await page.goto(path, { waitUntil: "networkidle" });
    await expectLive(page);
    const bodies = await Promise.all(scripts.values());
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    console.log(`status page: ${scripts.size} scripts, ${(bytes / 1024).toFixed(1)} KB gzipped`);
    expect(scripts.size).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  test(
    "[PP14] still follows where sockets are blocked, and says how",
    { tag: "@deep" },
    async ({ page, world, problems }) => {
      problems.expected.push(/WebSocket/);
      const shop = await world.createEndpoint("Shop");
      const { path } = await publishStatusPage(world, [shop, await world.createEndpoint("Mail")]);
      await page.routeWebSocket(/\/rooms\//, (socket) => socket.close({ code: 1001 }));
      await page.clock.install();
      await page.goto(path);
      await expect(pageHeadline(page)).toHaveText("All systems operational");
      await world.changeStatus(shop, { status: 500 });
      await expect(async () => {
        await page.clock.runFor(5_000);
        await expect(page.locator("[data-live]")).toContainText("once a minute", { timeout: 500 });
        await expect(pageHeadline(page)).toHaveText("Shop has a major outage", { timeout: 500 });
      }).toPass({ intervals: [0] });
    },
  );

  test("[PP19] says how many look at it", async ({ page, world }) => {
    const { path } = await publishStatusPage(world, [await world.createEndpoint("Shop")], {
      showViewerCount: true,
    });
    await page.goto(path);
    await expectLive(page);
    await expect(page.locator("[data-viewers]")).toHaveText("· only you are looking");
  });

  test("[PP15] tells of each day, by pointer and by keyboard", async ({ page, world }) => {
    const { path } = await publishStatusPage(world, [await world.createEndpoint("Shop")]);
    await page.goto(path);
    await expectLive(page);
    const days = page.getByRole("slider", { name: "Last 90 days of Shop" });
    await days.hover({ position: { x: 2, y: 10 } });
    await expect(page.locator("[data-day-tip]")).toContainText("No data");
    await page.mouse.move(0, 0);
    await expect(page.locator("[data-day-tip]")).toHaveCount(0);
    await page.keyboard.press("Tab");
    while (!(await days.evaluate((node) => node === document.activeElement))) {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("ArrowLeft");
    await expect(days).toHaveAttribute("aria-valuenow", "89");
  });

  test(
    "[PP16] has nothing for axe to find, in light and in dark, and fits a phone",
    { tag: "@deep" },
    async ({ page, world }) => {
      const down = await world.createEndpoint(
        "A name that is long enough to be too long for any phone",
      );
      await world.changeStatus(down, { status: 500 });
      const slow = await world.createEndpoint("Slow", { degradedAfterMs: 1 });
      await world.changeStatus(slow, { delayMs: 40 });
      const { path } = await publishStatusPage(
        world,
        [down, slow, await world.createEndpoint("Up")],
        {
          theme: { accent: "#ffee00" },
          description: "What our customers see of a small shop",
        },
      );
      await withoutMotion(page);
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(path);
      await expectLive(page);
      expect(await violationsOf(page, path)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    },
  );
});
