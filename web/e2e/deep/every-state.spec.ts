import { ENDPOINT_KINDS } from "$domain/checks/kinds";
import { allViolationsOf, makeOthers, PLAIN, createEveryState, withoutMotion } from "../every-page";
import { expectLive, expect, test } from "../fixtures";

test("[UI14] every page in every state has nothing for axe to find, in light and in dark", async ({
  page,
  signIn,
  world,
}) => {
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
});
