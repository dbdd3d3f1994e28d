import type { Page } from "@playwright/test";
import { expectLive, expect, test } from "./fixtures";

test.beforeEach(async ({ signIn, page }) => signIn(page));

const names = (page: Page) => page.getByRole("textbox", { name: "Name", exact: true });
const preview = (page: Page) => page.getByRole("region", { name: "Preview" });
const ordered = async (page: Page) =>
  Promise.all((await names(page).all()).map((input) => input.inputValue()));

test.describe("the editor of a page", () => {
  test(
    "[UI41] builds one by keyboard and by dragging, seen as it will look",
    { tag: "@deep" },
    async ({ page, world }) => {
      const shop = await world.createEndpoint("Shop");
      await world.changeStatus(shop, { status: 500 });
      const slug = `built-${process.pid}`;
      const { id } = await world.api<{ id: string }>("POST", "/pages", {
        slug,
        title: "Acme",
        groups: [{ name: "Core", components: [{ name: "Shop", endpointIds: [shop.id] }] }],
      });
      await page.goto(`/pages/${id}`);
      await expectLive(page);
      await expect(names(page)).toHaveCount(1);
      await expect(preview(page)).toContainText("Shop has a major outage");

      await page.getByRole("button", { name: "Add a component" }).press("Enter");
      await page.keyboard.type("Phone");
      const status = page.getByRole("combobox", { name: "What it says" }).last();
      await status.selectOption({ label: "By hand: Operational" });
      await expect(preview(page).getByRole("listitem")).toHaveText([
        "Core",
        /Shop\s+Major outage/,
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
        "Shop has a major outage",
        "Shop",
        "Phone",
      ]);
    },
  );

  test(
    "[UI41] suggests an address until one is written, and asks for a password where one is needed",
    { tag: "@deep" },
    async ({ page }) => {
      await page.goto("/pages/new");
      await expectLive(page);
      const title = page.getByRole("textbox", { name: "Title", exact: true });
      const address = page.locator("[name=slug]");
      await title.fill("Acme Cloud!");
      await expect(address).toHaveValue("acme-cloud");
      await address.fill("own");
      await title.fill("Acme Clouds");
      await expect(address).toHaveValue("own");
      await address.fill("");
      await title.fill("Acme Skies");
      await expect(address).toHaveValue("acme-skies");

      const password = page.getByLabel("Password");
      await expect(password).toHaveCount(0);
      await page.locator("[name=visibility]").selectOption("password");
      await expect(password).toBeVisible();
    },
  );

  test(
    "[UI41] gives other sites frames that are as high as what is in them",
    { tag: "@deep" },
    async ({ page, world }) => {
      const slug = `framed-${process.pid}`;
      const components = ["Shop", "Phone", "Mail"].map((name) => ({ name, status: "UP" }));
      const { id } = await world.api<{ id: string }>("POST", "/pages", {
        slug,
        title: "Acme",
        groups: [{ name: "", components }],
      });
      for (const variant of ["badge", "list"]) {
        await page.goto(`/pages/${id}`);
        await expectLive(page);
        await page.getByRole("button", { name: variant, exact: true }).click();
        await expect(page.getByText(`/status/${slug}/api/v2/summary.json`)).toBeVisible();
        const text = await page.getByText(/^<iframe/).innerText();
        const height = Number(/height:(\d+)px/.exec(text)?.[1]);
        await page.setViewportSize({ width: 800, height });
        await page.goto(`/embed/${slug}?variant=${variant}`);
        await expect(page.getByRole("link", { name: /operational/ })).toBeVisible();
        const needed = await page.evaluate(
          () => document.querySelector("pharos-status")!.getBoundingClientRect().bottom,
        );
        expect(Math.abs(height - needed)).toBeLessThan(2);
        await page.setViewportSize({ width: 1280, height: 800 });
      }
    },
  );

  test(
    "[UI41] has rows to spare where no script can add one",
    { tag: "@deep" },
    async ({ browser, baseURL, signIn, world }) => {
      const shop = await world.createEndpoint("Shop");
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
    },
  );
});
