import { expectLive, expect, test } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => signIn(page));

test(
  "[UI42] the header's dot stays where it is, and so does what is below the headline",
  { tag: "@deep" },
  async ({ page, world }) => {
    for (const name of ["Steady 1", "Steady 2"]) {
      await world.changeStatus(await world.createEndpoint(name), { status: 500 });
    }
    await page.setViewportSize({ width: 1440, height: 800 });
    await page.goto("/dashboard");
    await expectLive(page);
    await expect(page.getByRole("heading", { name: /endpoints are down/ })).toBeVisible();
    const line = await page.locator("h1 + p").boundingBox();
    expect(line?.height).toBeGreaterThan(20);
    const positions = new Set<number>();
    const texts = new Set<string>();
    await expect(async () => {
      const [position, text] = await page
        .locator("[data-connection=connected]")
        .evaluate((node) => {
          const time = node.querySelector("time")!;
          return [node.querySelector("svg")!.getBoundingClientRect().x, time.innerText] as const;
        });
      positions.add(position);
      texts.add(text);
      expect(texts.size).toBeGreaterThan(1);
    }).toPass({ intervals: [500] });
    expect([...positions]).toHaveLength(1);
  },
);

test.describe("live", () => {
  test("[LV16] an outage and its end arrive on the dashboard without a reload", async ({
    page,
    world,
  }) => {
    const endpoint = await world.createEndpoint("Live dashboard");
    await page.goto("/dashboard");
    await expectLive(page);
    await page.evaluate(() => (document.body.dataset["stays"] = "yes"));

    await world.changeStatus(endpoint, { status: 500 });
    await expect(page.getByText("Live dashboard is down", { exact: true })).toBeVisible();
    const row = page.getByRole("link", { name: /Live dashboard/ }).first();
    await expect(row).toContainText("Expected status 200-299, saw 500");
    await expect(page).toHaveTitle(/^✕ \d+ down · Dashboard · Pharos$/);
    await expect(page.getByRole("heading", { name: /down/ })).toBeVisible();
    await expect(page.locator('link[rel="icon"]')).toHaveAttribute("href", /d92d20/);

    await world.changeStatus(endpoint, { status: 200 });
    await expect(page.getByText("Live dashboard recovered", { exact: true })).toBeVisible();
    await expect(page.getByText(/^lasted/).first()).toBeVisible();
    expect(await page.evaluate(() => document.body.dataset["stays"])).toBe("yes");
  });

  test(
    "[LV16] rows of the list change in place, new endpoints come and deleted ones go",
    { tag: "@deep" },
    async ({ page, world }) => {
      const endpoint = await world.createEndpoint("List row", { tags: ["list-row"] });
      await page.goto("/endpoints?tag=list-row");
      await expectLive(page);
      const rows = page.locator("[data-row]");
      await world.changeStatus(endpoint, { status: 500 });
      await expect(rows.first()).toHaveAttribute("data-status", "DOWN");
      await world.changeStatus(endpoint, { status: 200 });
      await expect(rows.first()).toHaveAttribute("data-status", "UP");

      const second = await world.createEndpoint("List row, new", { tags: ["list-row"] });
      await expect(rows).toHaveCount(2);
      await expect(rows.nth(1)).toHaveAttribute("data-status", "UP");
      await world.api("PATCH", `/endpoints/${second.id}`, { name: "A first row" });
      await expect(rows.first()).toContainText("A first row");
      await world.api("DELETE", `/endpoints/${second.id}`);
      await expect(rows).toHaveCount(1);
    },
  );

  test(
    "[LV16] incidents open and resolve on their page",
    { tag: "@deep" },
    async ({ page, world }) => {
      const endpoint = await world.createEndpoint("Incident page");
      await page.goto("/incidents");
      await expectLive(page);
      const row = page.getByRole("link", { name: /Incident page/ });
      await world.changeStatus(endpoint, { status: 500 });
      await expect(row).toContainText("down for");
      await world.changeStatus(endpoint, { status: 200 });
      await expect(row).toContainText("lasted");
    },
  );

  test(
    "[LV17] an endpoint deleted elsewhere says so on its open page",
    { tag: "@deep" },
    async ({ page, world }) => {
      const endpoint = await world.createEndpoint("Deleted elsewhere");
      await page.goto(`/endpoints/${endpoint.id}`);
      await expectLive(page);
      await world.api("DELETE", `/endpoints/${endpoint.id}`);
      await expect(
        page.getByRole("heading", { name: "Deleted elsewhere was deleted" }),
      ).toBeVisible();
      await page.getByRole("link", { name: "Back to all endpoints" }).click();
      await expect(page).toHaveURL(/\/endpoints$/);
      await expectLive(page);
    },
  );

  test(
    "[LV20] what one did before one left breaks the navigation off no more than that",
    { tag: "@deep" },
    async ({ page, world }) => {
      const { id } = await world.createEndpoint("Paused and left");
      await page.clock.install();
      await page.goto(`/endpoints/${id}`);
      await expectLive(page);
      let respond = () => {};
      const responded = new Promise<void>((resolve) => (respond = resolve));
      let release = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      await page.route(/\?\/pause/, async (route) => {
        const response = await route.fetch();
        await responded;
        await route.fulfill({ response });
      });
      await page.route(/endpoints\/__data\.json/, async (route) => {
        await released;
        await route.continue();
      });
      await page.getByRole("button", { name: "Pause" }).click();
      const requested = page.waitForRequest(/endpoints\/__data\.json/);
      await page.getByRole("link", { name: "Endpoints", exact: true }).first().click();
      await requested;
      const response = page.waitForResponse(/\?\/pause/);
      respond();
      await (await response).finished();
      await page.clock.runFor(2_000);
      release();
      await expect(page).toHaveURL(/\/endpoints$/);
      await expect(page.getByRole("link", { name: "Paused and left" })).toBeVisible();
    },
  );

  test(
    "[LV20] what happens meanwhile breaks no navigation off",
    { tag: "@deep" },
    async ({ page, world }) => {
      const endpoint = await world.createEndpoint("Left behind");
      const { id } = await world.api<{ id: string }>("POST", "/incidents", {
        title: "Left too",
        body: "We look into it.",
        affected: [{ endpointId: endpoint.id }],
      });
      await page.clock.install();
      await page.goto(`/incidents/${id}`);
      await expectLive(page);
      let release = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      await page.route(/endpoints\/__data\.json/, async (route) => {
        await released;
        await route.continue();
      });
      const requested = page.waitForRequest(/endpoints\/__data\.json/);
      await page.getByRole("link", { name: "Endpoints", exact: true }).first().click();
      await requested;
      await world.api("POST", `/incidents/${id}/updates`, { status: "resolved", body: "Over." });
      // The event is a toast as well.
      await expect(page.getByText(/Left too/).last()).toBeVisible();
      // What reads the page anew after an event waits for less.
      await page.clock.runFor(4_000);
      release();
      await expect(page).toHaveURL(/\/endpoints$/);
    },
  );

  test("[LV9] going between pages of one room keeps its socket, and an endpoint's page has its own", async ({
    page,
    world,
  }) => {
    const { id } = await world.createEndpoint("Sockets");
    const sockets: string[] = [];
    page.on("websocket", (socket) => sockets.push(new URL(socket.url()).pathname));
    await page.goto("/dashboard");
    await expectLive(page);
    await page.getByRole("link", { name: "Endpoints", exact: true }).first().click();
    await expect(page.getByRole("heading", { name: "Endpoints" })).toBeVisible();
    await page.getByRole("link", { name: "Incidents", exact: true }).first().click();
    await expect(page).toHaveTitle(/Incidents · Pharos/);
    expect(sockets).toEqual(["/api/v1/rooms/all"]);
    await page.goto(`/endpoints/${id}`);
    await expectLive(page);
    expect(sockets).toEqual(["/api/v1/rooms/all", `/api/v1/rooms/endpoint:${id}`]);
  });
});
