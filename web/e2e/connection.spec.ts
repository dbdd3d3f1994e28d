import type { Page } from "@playwright/test";
import { withOwnInstance } from "./own-instance";
import { becomesLive, expect, test, TOKEN, worldOf } from "./pharos";

/** Chromium itself reports what cannot be reached. */
const UNREACHABLE = [
  /ERR_CONNECTION_REFUSED/,
  /WebSocket connection to/,
  /ERR_EMPTY_RESPONSE/,
  /ERR_CONNECTION_RESET/,
  /ERR_INCOMPLETE_CHUNKED_ENCODING/,
  /dynamically imported/,
];

test.describe("connection", () => {
  test("[LV18] the page notices that the server is gone, and heals itself when it is back", async ({
    page,
    problems,
  }) => {
    test.setTimeout(180_000);
    problems.expected.push(...UNREACHABLE);
    await withOwnInstance(async (instance) => {
      const world = worldOf(instance.url, () => {});
      const endpoint = await world.watch("Healing");
      await page.goto(`${instance.url}/login?next=/dashboard`);
      await page.getByLabel("Admin token").fill(TOKEN);
      await page.getByRole("button", { name: "Sign in" }).click();
      await becomesLive(page);
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
      await world.turn(endpoint, { status: 500 });
      await expect(indicator).toHaveAttribute("data-connection", "connected", { timeout: 40_000 });
      await expect(page.getByRole("heading", { name: /Healing has been down/ })).toBeVisible();

      await instance.kill();
      await page.getByRole("link", { name: "Incidents" }).first().click();
      await expect(page.getByRole("heading", { name: "Pharos does not answer" })).toBeVisible();
      await instance.restart();
      // By itself it tries again every ten seconds, which may have been sooner.
      const again = page.getByRole("button", { name: "Try again" });
      if (await again.isVisible()) await again.click({ timeout: 2_000 }).catch(() => null);
      await expect(page.getByRole("link", { name: /Healing/ })).toContainText("down for");
      await expect(indicator).toHaveAttribute("data-connection", "connected");
    });
  });

  test("[LV13] with sockets blocked the page still updates, and says that it is not live", async ({
    page,
    signIn,
    world,
  }) => {
    test.setTimeout(90_000);
    const endpoint = await world.watch("No sockets", { tags: ["no-sockets"] });
    let isBlocked = true;
    await page.routeWebSocket(/\/rooms\//, async (socket) => {
      if (isBlocked) await socket.close({ code: 1011 });
      else socket.connectToServer();
    });
    await signIn(page);
    await page.goto("/endpoints?tag=no-sockets");
    await expect(page.locator("[data-row]")).toHaveAttribute("data-status", "UP");
    await world.turn(endpoint, { status: 500 });
    await expect(page.locator("[data-row]")).toHaveAttribute("data-status", "DOWN", {
      timeout: 60_000,
    });
    const indicator = page.locator("[data-connection]");
    await expect(indicator).toHaveAttribute("data-connection", "polling", { timeout: 40_000 });
    isBlocked = false;
    await page.getByRole("button", { name: "Retry now" }).click();
    await becomesLive(page);
  });
});

/** As a page from before a deploy, which the server no longer understands. */
const speaksAnotherVersion = (page: Page) =>
  page.addInitScript(() => {
    window.WebSocket = class extends WebSocket {
      constructor(url: string) {
        super(url.replace("v=1", "v=2"));
      }
    } as typeof WebSocket;
  });

/** How often it was loaded, and how often it has knocked. */
function counting(page: Page) {
  const seen = { loads: 0, sockets: 0 };
  page.on("load", () => seen.loads++);
  page.on("websocket", () => seen.sockets++);
  return seen;
}

test("[LV19] pages whose version the server does not speak are loaded anew once, and knock no more", async ({
  page,
  signIn,
  world,
}) => {
  const endpoint = await world.watch("Another version");
  const slug = `version-${process.pid}`;
  const components = [{ name: "Shop", endpointIds: [endpoint.id] }];
  await world.api("POST", "/pages", { slug, title: "Acme", groups: [{ name: "", components }] });
  await signIn(page);
  await speaksAnotherVersion(page);
  for (const path of ["/dashboard", `/status/${slug}`]) {
    const seen = counting(page);
    await page.goto(path);
    await expect.poll(() => seen.loads).toBe(2);
    await page.waitForTimeout(6_000);
    expect(seen).toEqual({ loads: 2, sockets: 2 });
    page.removeAllListeners("load").removeAllListeners("websocket");
    await page.evaluate(() => sessionStorage.clear());
  }
});

test("[UI3] a page that is cut off for long says that it cannot know, and reassures nobody", async ({
  page,
  problems,
  signIn,
  world,
}) => {
  problems.expected.push(/ERR_FAILED/);
  await world.watch("Cut off", { intervalSeconds: 10 });
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
  await expect(page.getByText(/Nothing has been heard since/)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Last known");
});
