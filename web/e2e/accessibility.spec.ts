import { ENDPOINT_KINDS } from "$domain/checks/kinds";
import { makeOthers, PLAIN, violationsOf, createEveryState, withoutMotion } from "./every-page";
import { expectLive, expect, test } from "./fixtures";

test.describe("every page", () => {
  test("[UI14] of those about endpoints has nothing for axe to find, in light and in dark", async ({
    page,
    signIn,
    world,
  }) => {
    const down = await createEveryState(world);
    const others = await makeOthers(world);
    await withoutMotion(page);
    await page.goto("/login");
    const violations = await violationsOf(page, "login");
    await signIn(page);
    for (const path of [
      "/dashboard",
      "/endpoints",
      "/endpoints/new",
      `/endpoints/${down.id}`,
      `/endpoints/${down.id}/edit`,
      ...others.paths,
    ]) {
      await page.goto(path);
      await expectLive(page);
      violations.push(...(await violationsOf(page, path)));
    }
    await others.remove();
    expect(violations).toEqual([]);
  });

  test("[UI14] of all others has nothing for axe to find, in light and in dark", async ({
    page,
    signIn,
    world,
  }) => {
    await createEveryState(world);
    await withoutMotion(page);
    await signIn(page);
    const violations = [];
    for (const path of PLAIN) {
      await page.goto(path);
      await expectLive(page);
      violations.push(...(await violationsOf(page, path)));
    }
    expect(violations).toEqual([]);
  });

  test("[UI15] fits a phone of 360 px without scrolling sideways", async ({
    page,
    signIn,
    world,
  }) => {
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
  });
});
