import AxeBuilder from "@axe-core/playwright";
import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expectLive, expect, test } from "./fixtures";
import { pageHeadline, publishMailingPage, publishStatusPage } from "./status-page-fixtures";

/** Nobody is there: a visitor's push goes to no private address, and the tests have no other network. */
const ENDPOINT = `https://push.example.com/${process.pid}`;
const BUDGET_BYTES = 45 * 1024;

/** Nobody pushes to a browser without a network: what its push service would answer is put in its place. */
async function withPushService(page: Page) {
  await page.context().grantPermissions(["notifications"]);
  await page.addInitScript((endpoint) => {
    const stored = () => localStorage.getItem("pushed");
    const keys = {
      p256dh:
        "BBUl7tcScF5IZLfH1i66A90Xm2uliwVntcat2Zy8IabM-Lqy6RKOAPUyrsYL78HWDXQj1ZbU4PzeNm5e0JjQqmk",
      auth: "std2wg565ae0whtjgZ5XmQ",
    };
    const subscription = {
      endpoint,
      toJSON: () => ({ endpoint, expirationTime: null, keys }),
      unsubscribe() {
        localStorage.removeItem("pushed");
        return Promise.resolve(true);
      },
    };
    PushManager.prototype.getSubscription = () =>
      Promise.resolve(stored() ? (subscription as unknown as PushSubscription) : null);
    PushManager.prototype.subscribe = () => {
      localStorage.setItem("pushed", "yes");
      return Promise.resolve(subscription as unknown as PushSubscription);
    };
    Notification.requestPermission = () => Promise.resolve("granted");
  }, ENDPOINT);
}

/** What the push service of a browser does with a message that has come: it wakes its worker. */
async function deliver(page: Page, scope: string, message: object) {
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL === scope);
      if (found) resolve(found.registrationId);
    });
  });
  await devtools.send("ServiceWorker.enable");
  await devtools.send("ServiceWorker.deliverPushMessage", {
    origin: new URL(scope).origin,
    registrationId: await registered,
    data: JSON.stringify(message),
  });
}

/** A browser without a window shows none: what it is asked to show is kept instead. */
async function recordNotifications(page: Page) {
  const [worker] = page.context().serviceWorkers();
  await worker!.evaluate(() => {
    const scope = globalThis as unknown as {
      registration: Record<string, unknown>;
      notifications: object[];
    };
    scope.notifications = [];
    scope.registration["showNotification"] = (title: string, { body }: { body: string }) =>
      Promise.resolve(scope.notifications.push({ title, body }));
  });
  return () =>
    worker!.evaluate(() => (globalThis as unknown as { notifications: object[] }).notifications);
}

test.describe("a visitor's browser", () => {
  test("[SB16] confirms by itself what has arrived, and shows what it then is", async ({
    page,
    world,
    baseURL,
  }) => {
    const shop = await world.createEndpoint("Shop");
    const { path, subscribe, removeChannel } = await publishMailingPage(world, [shop]);
    await withPushService(page);
    await page.goto(path);
    await page.getByText("Subscribe to updates").click();
    await page.getByRole("button", { name: "Notify me in this browser" }).click();
    await expect(pageHeadline(page)).toHaveText("A notification is on its way");

    const shown = await recordNotifications(page);
    const link = await subscribe("asked@example.com", "203.0.113.77");
    const confirmation = { title: "Confirm", body: "Click", link };
    const confirmed = { title: "You are told", body: "Of Shop", link };
    await deliver(page, `${baseURL}${path}/`, { ...confirmation, confirmed });
    await expect.poll(shown).toEqual([{ title: "You are told", body: "Of Shop" }]);
    await page.goto(link);
    await expect(page.getByRole("button", { name: "Unsubscribe" })).toBeVisible();

    const unknown = `${baseURL}/subscription?token=nobody`;
    await deliver(page, `${baseURL}${path}/`, { ...confirmation, link: unknown, confirmed });
    await expect.poll(shown).toContainEqual({ title: "Confirm", body: "Click" });
    await removeChannel();
  });

  test(
    "[SB18] is told by a button of the box for subscribing, and told no more by another",
    { tag: "@deep" },
    async ({ page, world, baseURL }) => {
      const { path } = await publishStatusPage(world, [
        await world.createEndpoint("Shop"),
        await world.createEndpoint("Mail"),
      ]);
      await withPushService(page);
      const scripts: Promise<Buffer>[] = [];
      page.on("response", (response) => {
        if (response.url().endsWith(".js")) scripts.push(response.body());
      });
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(path);
      const start = page.getByRole("button", { name: "Notify me in this browser" });
      await page.waitForLoadState("networkidle");
      expect(scripts).toHaveLength(1);
      await page.getByText("Subscribe to updates").click();
      await expect(start).toBeVisible();
      expect(scripts).toHaveLength(2);
      const sizes = (await Promise.all(scripts)).map((script) => gzipSync(script).length);
      console.log(
        "status page with pushes:",
        sizes.map((size) => (size / 1024).toFixed(1)),
        "KB",
      );
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BUDGET_BYTES);
      const { violations } = await new AxeBuilder({ page }).include("#subscribe").analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);

      await page.getByText("Only some systems").click();
      await page.getByRole("checkbox", { name: "Shop" }).check();
      const sent = page.waitForRequest((request) => request.method() === "POST");
      await start.click();
      const form = new URLSearchParams((await sent).postData()!);
      expect(JSON.parse(form.get("push")!)).toMatchObject({ endpoint: ENDPOINT });
      expect(form.getAll("component")).toHaveLength(1);
      await expect(pageHeadline(page)).toHaveText("A notification is on its way");
      // Of this page alone: what the team is pushed in this browser stays.
      const scopes = await page.evaluate(async () =>
        (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
      );
      expect(scopes).toEqual([`${baseURL}${path}/`]);

      await page.getByRole("link", { name: "To the status page" }).click();
      await page.getByText("Subscribe to updates").click();
      await expect(start).toBeHidden();
      await page.getByRole("button", { name: "Stop notifications in this browser" }).click();
      await expect(pageHeadline(page)).toHaveText("There is no subscription here");
      await page.goto(path);
      await page.getByText("Subscribe to updates").click();
      await expect(start).toBeVisible();
    },
  );

  test(
    "[SB18] is offered it still where the page was edited meanwhile",
    { tag: "@deep" },
    async ({ page, world }) => {
      const { id, path } = await publishStatusPage(world, [await world.createEndpoint("Shop")]);
      await withPushService(page);
      await page.goto(path);
      await expectLive(page);
      const box = page.getByText("Subscribe to updates");
      await box.click();
      const start = page.getByRole("button", { name: "Notify me in this browser" });
      await expect(start).toBeVisible();
      await box.click();
      const groups = [{ name: "Core", components: [{ name: "Fax", status: "UP" }] }];
      await world.api("PATCH", `/pages/${id}`, { title: "Renamed", groups });
      await expect(page.getByRole("banner")).toContainText("Renamed");
      await box.click();
      await expect(start).toBeVisible();
    },
  );

  test(
    "[SB18] is told why it is not, in its language; and offered nothing where it cannot",
    { tag: "@deep" },
    async ({ browser, world }) => {
      const { path } = await publishStatusPage(world, [await world.createEndpoint("Shop")]);
      const context = await browser.newContext({ locale: "ko-KR" });
      const page = await context.newPage();
      await page.addInitScript(() => {
        Notification.requestPermission = () => Promise.resolve("denied");
      });
      await page.goto(path);
      await page.getByText("업데이트 구독").click();
      await page.getByRole("button", { name: "이 브라우저로 알림 받기" }).click();
      await expect(page.getByText("알림을 허용하지 않았습니다")).toBeVisible();
      const unable = await context.newPage();
      await unable.addInitScript(() => Reflect.deleteProperty(window, "PushManager"));
      await unable.goto(path);
      await unable.getByText("업데이트 구독").click();
      await expect(unable.getByRole("button", { name: "구독", exact: true })).toBeVisible();
      await unable.waitForLoadState("networkidle");
      await expect(unable.getByRole("button", { name: "이 브라우저로 알림 받기" })).toBeHidden();
      await context.close();
    },
  );
});
