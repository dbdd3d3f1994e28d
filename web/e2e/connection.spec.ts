import type { Page } from "@playwright/test";
import { expectLive, expect, test } from "./fixtures";

const SHORT_TIMEOUT = { timeout: 500 };
/** Has the page's own time pass, a few seconds at once, until something is as it should be. */
const passTimeUntil = (page: Page, isAsExpected: () => Promise<void>) =>
  expect(async () => {
    await page.clock.runFor(5_000);
    await isAsExpected();
  }).toPass({ intervals: [0] });

test.describe("connection", () => {
  test("[LV13] with sockets blocked the page still updates, and says that it is not live", async ({
    page,
    signIn,
    world,
  }) => {
    const endpoint = await world.createEndpoint("No sockets", { tags: ["no-sockets"] });
    await page.clock.install();
    let isBlocked = true;
    await page.routeWebSocket(/\/rooms\//, async (socket) => {
      if (isBlocked) await socket.close({ code: 1011 });
      else socket.connectToServer();
    });
    await signIn(page);
    await page.goto("/endpoints?tag=no-sockets");
    await expect(page.locator("[data-row]")).toHaveAttribute("data-status", "UP");
    await world.changeStatus(endpoint, { status: 500 });
    await passTimeUntil(page, () =>
      expect(page.locator("[data-row]")).toHaveAttribute("data-status", "DOWN", SHORT_TIMEOUT),
    );
    await passTimeUntil(page, () =>
      expect(page.locator("[data-connection]")).toHaveAttribute(
        "data-connection",
        "polling",
        SHORT_TIMEOUT,
      ),
    );
    isBlocked = false;
    await page.getByRole("button", { name: "Retry now" }).click();
    await expectLive(page);
  });
});

/** As a page from before a deploy, which the server no longer understands. */
const useOtherVersion = (page: Page) =>
  page.addInitScript(() => {
    window.WebSocket = class extends WebSocket {
      constructor(url: string) {
        super(url.replace("v=1", "v=2"));
      }
    } as typeof WebSocket;
  });

/** How often it was loaded, how often it has knocked, and how often that is over. */
function counting(page: Page) {
  const counts = { loads: 0, sockets: 0, closed: 0 };
  page.on("load", () => counts.loads++);
  page.on("websocket", (socket) => {
    counts.sockets++;
    socket.on("close", () => counts.closed++);
  });
  return counts;
}

test(
  "[LV19] pages whose version the server does not speak are loaded anew once, and knock no more",
  { tag: "@deep" },
  async ({ page, signIn, world }) => {
    const endpoint = await world.createEndpoint("Another version");
    const slug = `version-${process.pid}`;
    const components = [{ name: "Shop", endpointIds: [endpoint.id] }];
    await world.api("POST", "/pages", { slug, title: "Acme", groups: [{ name: "", components }] });
    await signIn(page);
    await useOtherVersion(page);
    await page.clock.install();
    for (const path of ["/dashboard", `/status/${slug}`]) {
      const counts = counting(page);
      await page.goto(path);
      await expect.poll(() => counts).toEqual({ loads: 2, sockets: 2, closed: 2 });
      // Much longer than any of them waits before it knocks again.
      await page.clock.runFor(60_000);
      expect(counts).toEqual({ loads: 2, sockets: 2, closed: 2 });
      page.removeAllListeners("load").removeAllListeners("websocket");
      await page.evaluate(() => sessionStorage.clear());
    }
  },
);

test(
  "[UI3] a page that is cut off for long says that it cannot know, and reassures nobody",
  { tag: "@deep" },
  async ({ page, problems, signIn, world }) => {
    problems.expected.push(/ERR_FAILED/);
    await world.createEndpoint("Cut off", { intervalSeconds: 10 });
    await world.tick();
    await page.clock.install();
    const hasTried = new Promise<void>((resolve) => {
      void page.routeWebSocket(/\/rooms\//, async (socket) => {
        resolve();
        await socket.close({ code: 1011 });
      });
    });
    await signIn(page);
    await page.goto("/dashboard");
    await hasTried;
    await expect(page.getByRole("heading", { level: 1 })).not.toContainText("Last known");
    await page.route(/\/api\/|__data\.json/, (route) => route.abort());
    await page.clock.fastForward("05:00");
    await page.clock.runFor(60_000);
    await expect(page.getByText(/No updates since/)).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Last known");
  },
);
