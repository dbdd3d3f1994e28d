import { expect, test } from "./fixtures";
import { pageHeadline, publishStatusPage } from "./status-page-fixtures";

const scheme = () => getComputedStyle(document.documentElement).colorScheme;

test("[PP16] is dark on white on paper, whatever was chosen for the screen", async ({
  page,
  world,
  baseURL,
}) => {
  const { path } = await publishStatusPage(world, [await world.createEndpoint("Shop")]);
  await page.context().addCookies([{ name: "pharos_theme", value: "dark", url: baseURL! }]);
  await page.goto(path);
  expect(await page.evaluate(scheme)).toBe("dark");
  await page.emulateMedia({ media: "print" });
  expect(await page.evaluate(scheme)).toBe("light");
});

test("[PP16] fits a phone whatever people write about an incident, under one first heading", async ({
  page,
  world,
}) => {
  const shop = await world.createEndpoint("Shop");
  const { path } = await publishStatusPage(world, [shop]);
  const long = "x".repeat(300);
  const blocks = ["# Head", `| a | ${long} |\n|---|---|\n| b | c |`, `\`${long}\``];
  await world.api("POST", "/incidents", {
    title: long.slice(0, 100),
    affected: [{ endpointId: shop.id }],
    body: [...blocks, `\`\`\`\n${long}\n\`\`\``, `https://example.com/${long}`].join("\n\n"),
  });
  await page.setViewportSize({ width: 320, height: 740 });
  await page.goto(path);
  await expect(page.getByRole("article").first()).toContainText("Head");
  await expect(pageHeadline(page)).toHaveCount(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});
