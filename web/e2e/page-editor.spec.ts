import type { Page } from "@playwright/test";
import { becomesLive, expect, test } from "./pharos";

test.beforeEach(async ({ signIn, page }) => signIn(page));

const names = (page: Page) => page.getByRole("textbox", { name: "Name", exact: true });
const preview = (page: Page) => page.getByRole("region", { name: "Preview" });
const ordered = async (page: Page) =>
  Promise.all((await names(page).all()).map((one) => one.inputValue()));

test.describe("the editor of a page", () => {
  test("[UI41] builds one by keyboard and by dragging, seen as it will look", async ({
    page,
    world,
  }) => {
    const shop = await world.watch("Shop");
    await world.turn(shop, { status: 500 });
    const slug = `built-${process.pid}`;
    const { id } = await world.api<{ id: string }>("POST", "/pages", {
      slug,
      title: "Acme",
      groups: [{ name: "Core", components: [{ name: "Shop", endpointIds: [shop.id] }] }],
    });
    await page.goto(`/pages/${id}`);
    await becomesLive(page);
    await expect(names(page)).toHaveCount(1);
    await expect(preview(page)).toContainText("Shop is down");

    await page.getByRole("button", { name: "Add a component" }).press("Enter");
    await page.keyboard.type("Phone");
    const status = page.getByRole("combobox", { name: "What it says" }).last();
    await status.selectOption({ label: "By hand: Operational" });
    await expect(preview(page).getByRole("listitem")).toHaveText([
      "Core",
      /Shop\s+Down/,
      /Phone\s+Operational/,
    ]);
    await names(page).last().press("Alt+ArrowUp");
    expect(await ordered(page)).toEqual(["Phone", "Shop"]);
    await expect(names(page).first()).toBeFocused();
    await expect(preview(page).getByRole("listitem").nth(1)).toContainText("Phone");
    const handle = page.getByTitle("Drag to move").last();
    await handle.dragTo(names(page).first());
    await expect.poll(() => ordered(page)).toEqual(["Shop", "Phone"]);

    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByText("Acme was saved")).toBeVisible();
    await page.goto(`/status/${slug}`);
    await expect(page.getByRole("heading", { level: 3 })).toHaveText([
      "Shop is down",
      "Shop",
      "Phone",
    ]);
  });

  test("[UI41] has rows to spare where no script can add one", async ({
    browser,
    baseURL,
    signIn,
    world,
  }) => {
    const shop = await world.watch("Shop");
    const slug = `spare-${process.pid}`;
    const { id } = await world.api<{ id: string }>("POST", "/pages", {
      slug,
      title: "Acme",
      groups: [{ name: "Core", components: [{ name: "Shop", endpointIds: [shop.id] }] }],
    });
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL! });
    const page = await context.newPage();
    await signIn(page);
    await page.goto(`/pages/${id}`);
    await expect(names(page)).toHaveCount(4);
    await names(page).nth(1).fill("Fax");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.goto(`/status/${slug}`);
    await expect(page.getByRole("heading", { level: 3 })).toHaveText(["Shop", "Fax"]);
    await context.close();
  });
});
