import { expectLive, expect, test } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => signIn(page));

test.describe("toasts", () => {
  test("[TO2] one outage is one toast, which closes by itself after three seconds", async ({
    page,
    world,
  }) => {
    const endpoint = await world.createEndpoint("One toast");
    await page.goto(`/endpoints/${endpoint.id}`);
    await expectLive(page);
    const toasts = page.locator("[data-sonner-toast]");
    await world.changeStatus(endpoint, { status: 503 });
    await expect(toasts).toHaveText([/One toast is down.*saw 503/s]);
    await expect(page.getByRole("heading", { name: /^Down for/ })).toBeVisible();
    await expect(page).toHaveTitle(/^✕ Down · One toast · Pharos$/);
    await expect(toasts).toHaveCount(0, { timeout: 15_000 });
  });

  for (const width of [360, 768, 1440]) {
    test(
      `[TO9] at ${width} px a toast is at the bottom, and in nobody's way`,
      { tag: "@deep" },
      async ({ page, world }) => {
        const endpoint = await world.createEndpoint("Where toasts are");
        await page.setViewportSize({ width, height: 800 });
        await page.goto(`/endpoints/${endpoint.id}`);
        await expectLive(page);
        await world.changeStatus(endpoint, { status: 503 });
        const toast = page.locator("[data-sonner-toast][data-mounted=true]");
        await expect(toast).toBeVisible();
        await page.evaluate(() =>
          Promise.all(document.getAnimations().map(({ finished }) => finished)),
        );
        const { x, y, width: wide, height } = (await toast.boundingBox())!;
        expect(y).toBeGreaterThan(500);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + wide).toBeLessThanOrEqual(width);
        const bar = page.locator("nav.fixed");
        const floor = (await bar.isVisible()) ? (await bar.boundingBox())!.y : 800;
        expect(y + height).toBeLessThan(floor);
        await expect(page.getByRole("region", { name: "Notifications" })).toHaveAttribute(
          "aria-live",
          "polite",
        );
      },
    );
  }

  test("[TO3] a storm is one toast that sums it up", { tag: "@deep" }, async ({ page, world }) => {
    const all = [];
    for (const name of ["1", "2", "3", "4", "5", "6"]) {
      all.push(
        await world.createEndpoint(`Storm ${name}`, { intervalSeconds: 10, tags: ["storm"] }),
      );
    }
    await page.goto("/endpoints?tag=storm");
    await expectLive(page);
    await Promise.all(all.map((endpoint) => world.setBehaviour(endpoint, { status: 500 })));
    await world.tick();
    await expect(page.getByText(/^\d+ endpoints changed$/)).toBeVisible();
    await expect(page.locator('[data-row][data-status="DOWN"]')).toHaveCount(6);
  });
});
