import { ENDPOINT_KINDS } from "$domain/checks/kinds";
import { makeOthers, PLAIN, createEveryState, violationsOf, withoutMotion } from "./every-page";
import { expectLive, expect, test } from "./fixtures";

/** Axe takes seconds for each page, so that a group of them takes minutes. */
const GROUP_TIMEOUT_MS = 600_000;
const GROUPS: Record<string, (down: string, others: string[]) => string[]> = {
  "those about endpoints": (down, others) => [
    "/dashboard",
    "/endpoints",
    `/endpoints/${down}`,
    `/endpoints/${down}/edit`,
    ...others,
  ],
  "the form of each kind": () => ENDPOINT_KINDS.map((kind) => `/endpoints/new?kind=${kind}`),
  "all others": () => PLAIN,
};

test.describe("[UI14] nothing for axe to find, in light and in dark", { tag: "@deep" }, () => {
  test.beforeEach(({ page }) => {
    test.setTimeout(GROUP_TIMEOUT_MS);
    return withoutMotion(page);
  });

  for (const [name, pathsOf] of Object.entries(GROUPS)) {
    test(name, async ({ page, signIn, world }) => {
      const down = await createEveryState(world);
      const others = await makeOthers(world);
      await signIn(page);
      const violations = [];
      for (const path of pathsOf(down.id, others.paths)) {
        await page.goto(path);
        await expectLive(page);
        violations.push(...(await violationsOf(page, path)));
      }
      await others.remove();
      expect(violations).toEqual([]);
    });
  }

  test("what opens on a page, and the page to sign in", async ({ page, signIn, world }) => {
    const down = await createEveryState(world);
    await page.goto("/login");
    const violations = await violationsOf(page, "login");
    await signIn(page);
    await page.goto("/endpoints");
    await expectLive(page);
    await page.keyboard.press("?");
    violations.push(...(await violationsOf(page, "help")));
    await page.goto(`/endpoints/${down.id}/edit`);
    await expectLive(page);
    for (const summary of await page.locator("main summary").all()) await summary.click();
    await page.getByRole("button", { name: "Add an assertion" }).click();
    await page.getByLabel("Expected value").fill("200");
    await page.getByRole("button", { name: "Test now" }).click();
    await expect(page.getByText("This would count as")).toBeVisible();
    violations.push(...(await violationsOf(page, "test")));
    expect(violations).toEqual([]);
  });
});

test(
  "[UI15] every page fits a phone of 360 px without scrolling sideways",
  { tag: "@deep" },
  async ({ page, signIn, world }) => {
    const name = "A name that is long enough to be too long for any phone, whatever it shows of it";
    const endpoint = await world.createEndpoint(name, {
      tags: ["a-tag-that-is-rather-long", "another"],
    });
    await world.changeStatus(endpoint, { status: 500 });
    const others = await makeOthers(world);
    await page.setViewportSize({ width: 360, height: 740 });
    await signIn(page);
    for (const path of [
      "/login",
      "/dashboard",
      "/endpoints",
      `/endpoints/${endpoint.id}`,
      `/endpoints/${endpoint.id}/edit`,
      ...others.paths,
      ...ENDPOINT_KINDS.map((kind) => `/endpoints/new?kind=${kind}`),
      ...PLAIN,
    ]) {
      await page.goto(path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect.soft(width, path).toBe(360);
    }
    await others.remove();
  },
);
