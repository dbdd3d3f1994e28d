import { expect, test } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => signIn(page));

test.describe("preferences", () => {
  test("[UI9] the language is switched, remembered, and sent by the server", async ({ page }) => {
    await page.goto("/incidents");
    await page.getByRole("button", { name: "한국어로 보기" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", "ko");
    await expect(page.getByRole("link", { name: "대시보드" }).first()).toBeVisible();
    await expect(page.getByText("실시간 연결됨", { exact: true })).toBeVisible();
    const html = await (await page.request.get("/incidents")).text();
    expect(html).toContain('lang="ko"');
    await page.getByRole("button", { name: "View in English" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  });

  test(
    "[UI9] the theme follows the system until it is chosen, and comes with the page",
    { tag: "@deep" },
    async ({ page }) => {
      const background = () =>
        page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      await page.emulateMedia({ colorScheme: "dark" });
      await page.goto("/dashboard");
      const dark = await background();
      await page.emulateMedia({ colorScheme: "light" });
      const light = await background();
      expect(light).not.toBe(dark);

      const button = page.getByRole("button", { name: /^Theme/ });
      await button.click();
      await button.click();
      await expect(button).toHaveAccessibleName("Theme: dark");
      expect(await background()).toBe(dark);
      const html = await (await page.request.get("/dashboard")).text();
      expect(html).toContain('data-theme="dark"');
    },
  );
});
