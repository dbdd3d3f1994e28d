import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test, type TestInstance } from "./fixtures";
import { startExternalSite } from "./external-site";

const BUDGET_BYTES = 3 * 1024;
let count = 0;

async function publish(world: TestInstance, endpoints: { id: string; name: string }[]) {
  const slug = `widget-${process.pid}-${++count}`;
  const components = endpoints.map(({ id, name }) => ({ name, endpointIds: [id] }));
  const page = { slug, title: "Acme", groups: [{ name: "", components }] };
  const { id } = await world.api<{ id: string }>("POST", "/pages", page);
  return { id, slug };
}

/** Its CSP allows our origin and nothing else at all. */
async function visitHost(page: Page, origin: string, body: string) {
  const ws = origin.replace("http", "ws");
  const policy = `default-src 'none'; script-src ${origin}; connect-src ${origin} ${ws}; img-src 'self'`;
  await page.goto(await startExternalSite(body, { "content-security-policy": policy }));
}

const script = (origin: string) => `<script src="${origin}/widget.js" async></script>`;

test.describe("the widget", () => {
  test("[WG1] has at most 3 KB, gzipped", async ({ request }) => {
    const body = await (await request.get("/widget.js")).body();
    console.log(`widget: ${gzipSync(body).length} bytes gzipped`);
    expect(gzipSync(body).length).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  test("[WG2] is live on another origin whose CSP allows ours alone, and tells its host", async ({
    page,
    world,
    baseURL,
  }) => {
    const shop = await world.createEndpoint("Shop");
    const { slug } = await publish(world, [shop, await world.createEndpoint("Mail")]);
    const origin = new URL(baseURL!).origin;
    await visitHost(
      page,
      origin,
      `${script(origin)}${script(origin)}<pharos-status page="${slug}" variant="list"></pharos-status><pharos-status page="${slug}" variant="banner"></pharos-status>`,
    );
    const list = page.locator("pharos-status").first();
    const banner = page.locator("pharos-status").nth(1).getByRole("link");
    await expect(list).toContainText("Acme: All systems operational");
    await expect(banner).toBeHidden();
    const changedStatus = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener("pharos:change", (event) => {
            const { status } = (event as CustomEvent<{ status: string }>).detail;
            if (status !== "UP") resolve(status);
          });
        }),
    );
    await world.changeStatus(shop, { status: 500 });
    await expect(list).toContainText("Shop: Major outage");
    await expect(banner).toBeVisible();
    expect(await changedStatus).toBe("PARTIAL");
  });

  test(
    "[WG3] bears what its host does to it: changed, removed, put back",
    { tag: "@deep" },
    async ({ page, world, baseURL }) => {
      const firstPage = await publish(world, [await world.createEndpoint("One")]);
      const secondPage = await publish(world, [await world.createEndpoint("Two")]);
      const origin = new URL(baseURL!).origin;
      await visitHost(
        page,
        origin,
        `${script(origin)}<pharos-status page="${firstPage.slug}" variant="list"></pharos-status>`,
      );
      const widget = page.locator("pharos-status");
      await expect(widget).toContainText("One");
      await widget.evaluate((node, slug) => node.setAttribute("page", slug), secondPage.slug);
      await expect(widget).toContainText("Two");
      await widget.evaluate((node) => node.setAttribute("language", "ko"));
      await expect(widget).toContainText("정상");
      await widget.evaluate((node) => {
        const parent = node.parentElement!;
        node.remove();
        parent.append(node);
      });
      await expect(widget).toContainText("Two");
    },
  );

  test(
    "[WG3] says nothing of a page that it does not show, or that is gone",
    { tag: "@deep" },
    async ({ page, world, baseURL, problems }) => {
      problems.expected.push(/404/);
      const statusPage = await publish(world, [await world.createEndpoint("One")]);
      const origin = new URL(baseURL!).origin;
      await page.clock.install();
      await visitHost(
        page,
        origin,
        `${script(origin)}<pharos-status page="${statusPage.slug}" variant="list"></pharos-status>`,
      );
      const widget = page.locator("pharos-status");
      await expect(widget).toContainText("Acme: All systems operational");
      await widget.evaluate((node) => node.setAttribute("page", "../../nobody"));
      await expect(widget).toHaveText("");
      await widget.evaluate((node, slug) => node.setAttribute("page", slug), statusPage.slug);
      await expect(widget).toContainText("Acme: All systems operational");
      await world.api("DELETE", `/pages/${statusPage.id}`);
      await expect(async () => {
        await page.clock.fastForward(10_000);
        await expect(widget).toContainText("Acme: Unknown", { timeout: 500 });
      }).toPass();
    },
  );

  test(
    "[WG3] begins once it can where it could not at first, though its page was hidden",
    { tag: "@deep" },
    async ({ page, world, baseURL, problems }) => {
      problems.expected.push(/503/);
      const { slug } = await publish(world, [await world.createEndpoint("One")]);
      const origin = new URL(baseURL!).origin;
      let isBroken = true;
      await page.route("**/widget.json", (route) =>
        isBroken ? route.fulfill({ status: 503 }) : route.continue(),
      );
      const response = page.waitForResponse("**/widget.json");
      await visitHost(
        page,
        origin,
        `${script(origin)}<pharos-status page="${slug}"></pharos-status>`,
      );
      await response;
      isBroken = false;
      await page.evaluate(() => {
        for (const hidden of [true, false]) {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }
      });
      await expect(page.locator("pharos-status")).toContainText("All systems operational");
    },
  );

  test(
    "[WG2] asks anew where its room has long been silent, and reassures nobody unanswered",
    { tag: "@deep" },
    async ({ page, world, baseURL, problems }) => {
      problems.expected.push(/503/);
      const { slug } = await publish(world, [await world.createEndpoint("One")]);
      const origin = new URL(baseURL!).origin;
      await page.routeWebSocket(/\/rooms\//, () => {});
      await page.clock.install();
      await visitHost(
        page,
        origin,
        `${script(origin)}<pharos-status page="${slug}"></pharos-status>`,
      );
      const widget = page.locator("pharos-status");
      await expect(widget).toContainText("All systems operational");
      await page.route("**/widget.json", (route) => route.fulfill({ status: 503 }));
      await page.clock.fastForward("02:30");
      await expect(widget).toContainText("All systems operational");
      await expect(async () => {
        await page.clock.fastForward(30_000);
        await expect(widget).toContainText("Unknown", { timeout: 500 });
      }).toPass();
      await page.unroute("**/widget.json");
      await page.clock.fastForward("01:00");
      await expect(widget).toContainText("All systems operational");
    },
  );

  test("[WG4] is a frame too, on any site", async ({ page, world, baseURL }) => {
    const { slug } = await publish(world, [await world.createEndpoint("Shop")]);
    const origin = new URL(baseURL!).origin;
    await page.goto(
      await startExternalSite(`<iframe src="${origin}/embed/${slug}" title="Status"></iframe>`),
    );
    const frame = page.frameLocator("iframe");
    await expect(frame.locator("pharos-status")).toContainText("Shop");
  });
});
