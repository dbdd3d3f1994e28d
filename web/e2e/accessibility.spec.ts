import { ENDPOINT_KINDS } from "$domain/checks/kinds";
import { allViolationsOf, makeOthers, PLAIN, createEveryState, withoutMotion } from "./every-page";
import { expectLive, expect, test } from "./fixtures";

test(
  "[UI14] every page in every state has nothing for axe to find, in light and in dark",
  { tag: "@deep" },
  async ({ page, signIn, world }) => {
    test.setTimeout(300_000);
    const down = await createEveryState(world);
    const others = await makeOthers(world);
    await withoutMotion(page);
    await page.goto("/login");
    const violations = await allViolationsOf(page, "login");
    await signIn(page);
    for (const path of [
      "/dashboard",
      "/endpoints",
      `/endpoints/${down.id}`,
      `/endpoints/${down.id}/edit`,
      ...others.paths,
      ...ENDPOINT_KINDS.map((kind) => `/endpoints/new?kind=${kind}`),
      ...PLAIN,
    ]) {
      await page.goto(path);
      await expectLive(page);
      violations.push(...(await allViolationsOf(page, path)));
    }
    await page.goto("/endpoints");
    await expectLive(page);
    await page.keyboard.press("?");
    violations.push(...(await allViolationsOf(page, "help")));
    await page.goto(`/endpoints/${down.id}/edit`);
    await expectLive(page);
    for (const summary of await page.locator("main summary").all()) await summary.click();
    await page.getByRole("button", { name: "Add an assertion" }).click();
    await page.getByLabel("Expected value").fill("200");
    await page.getByRole("button", { name: "Test now" }).click();
    await expect(page.getByText("This would count as")).toBeVisible();
    violations.push(...(await allViolationsOf(page, "test")));
    await others.remove();
    expect(violations).toEqual([]);
  },
);

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
