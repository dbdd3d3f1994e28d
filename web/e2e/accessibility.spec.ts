import AxeBuilder from "@axe-core/playwright";
import { KINDS } from "$domain/kinds";
import { becomesLive, expect, test, type World } from "./pharos";

/** A heartbeat, an endpoint with regions, and a maintenance that is running. */
async function makeOthers(world: World) {
  type Made = { id: string };
  const beat = await world.api<Made>("POST", "/endpoints", {
    name: "A heartbeat",
    kind: "heartbeat",
    intervalSeconds: 600,
  });
  const regional = await world.watch("From regions", { regions: ["weur", "apac"] });
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const maintenance = await world.api<Made>("POST", "/maintenances", {
    title: "A maintenance with a title that is long enough to be cut",
    endpointIds: [regional.id],
    startsAt: at(-60_000),
    endsAt: at(3_600_000),
    timeZone: "UTC",
  });
  return {
    paths: [`/endpoints/${beat.id}`, `/endpoints/${regional.id}`, `/maintenance/${maintenance.id}`],
    async unmake() {
      await world.api("DELETE", `/endpoints/${beat.id}`);
      await world.api("DELETE", `/maintenances/${maintenance.id}`);
    },
  };
}

/** Those that need nothing but to be asked for. */
const PLAIN = [
  ...KINDS.map((kind) => `/endpoints/new?kind=${kind}`),
  "/incidents",
  "/incidents/new",
  "/maintenance",
  "/maintenance/new",
  "/channels",
  "/channels/new",
  "/rules",
  "/rules/new",
  "/pages",
  "/pages/new",
  "/settings/people",
  "/settings/tokens",
  "/settings/audit",
];

test.describe("every page", () => {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`[UI14] has nothing for axe to find, ${colorScheme}`, async ({ page, signIn, world }) => {
      test.setTimeout(300_000);
      const down = await world.watch("Accessible, down", { tags: ["a11y"] });
      await world.turn(down, { status: 500 });
      const slow = await world.watch("Accessible, slow", { degradedAfterMs: 1 });
      await world.turn(slow, { delayMs: 40 });
      await world.watch("Accessible, paused", { paused: false });
      const made = await makeOthers(world);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto("/login");
      const violations = [await look("login")];
      await signIn(page);
      for (const path of [
        "/dashboard",
        "/endpoints",
        `/endpoints/${down.id}`,
        `/endpoints/${down.id}/edit`,
        ...made.paths,
        ...PLAIN,
      ]) {
        await page.goto(path);
        await becomesLive(page);
        violations.push(await look(path));
      }
      await page.goto("/endpoints");
      await becomesLive(page);
      await page.keyboard.press("?");
      violations.push(await look("help"));
      await page.goto(`/endpoints/${down.id}/edit`);
      await becomesLive(page);
      for (const summary of await page.locator("main summary").all()) await summary.click();
      await page.getByRole("button", { name: "Add an assertion" }).click();
      await page.getByLabel("Expected value").fill("200");
      await page.getByRole("button", { name: "Test now" }).click();
      await expect(page.getByText("This would count as")).toBeVisible();
      violations.push(await look("test"));
      await made.unmake();
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
    const made = await makeOthers(world);
    await page.setViewportSize({ width: 360, height: 740 });
    await signIn(page);
    for (const path of [
      "/login",
      "/dashboard",
      "/endpoints",
      `/endpoints/${endpoint.id}`,
      `/endpoints/${endpoint.id}/edit`,
      ...made.paths,
      ...PLAIN,
    ]) {
      await page.goto(path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect.soft(width, path).toBe(360);
    }
    await made.unmake();
  });
});
