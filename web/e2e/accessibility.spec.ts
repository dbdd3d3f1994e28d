import AxeBuilder from "@axe-core/playwright";
import { becomesLive, expect, test } from "./pharos";

test.describe("every page", () => {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`[UI14] has nothing for axe to find, ${colorScheme}`, async ({ page, signIn, world }) => {
      test.setTimeout(180_000);
      const down = await world.watch("Accessible, down", { tags: ["a11y"] });
      await world.turn(down, { status: 500 });
      const slow = await world.watch("Accessible, slow", { degradedAfterMs: 1 });
      await world.turn(slow, { delayMs: 40 });
      await world.watch("Accessible, paused", { paused: false });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto("/login");
      const violations = [await look("login")];
      await signIn(page);
      for (const path of [
        "/dashboard",
        "/endpoints",
        `/endpoints/${down.id}`,
        `/endpoints/${down.id}/edit`,
        "/endpoints/new",
        "/incidents",
      ]) {
        await page.goto(path);
        await becomesLive(page);
        violations.push(await look(path));
      }
      await page.goto("/endpoints");
      await becomesLive(page);
      await page.keyboard.press("?");
      violations.push(await look("help"));
      expect(violations.flat()).toEqual([]);

      async function look(where: string) {
        const { violations } = await new AxeBuilder({ page }).analyze();
        return violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary }) => ({ where, id, html, failureSummary })),
        );
      }
    });
  }

  test("[UI15] fits a phone of 360 px without scrolling sideways", async ({
    page,
    signIn,
    world,
  }) => {
    const name = "A name that is long enough to be too long for any phone, whatever it shows of it";
    const endpoint = await world.watch(name, { tags: ["a-tag-that-is-rather-long", "another"] });
    await world.turn(endpoint, { status: 500 });
    await page.setViewportSize({ width: 360, height: 740 });
    await signIn(page);
    for (const path of [
      "/login",
      "/dashboard",
      "/endpoints",
      `/endpoints/${endpoint.id}`,
      `/endpoints/${endpoint.id}/edit`,
      "/endpoints/new",
      "/incidents",
    ]) {
      await page.goto(path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect.soft(width, path).toBe(360);
    }
  });
});
