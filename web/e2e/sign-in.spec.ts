import { expect, test, TOKEN } from "./fixtures";

test.describe("signing in", () => {
  test("[UI10] a page asks for it first, and comes back afterwards", async ({ page }) => {
    await page.goto("/endpoints?status=DOWN");
    await expect(page).toHaveURL(/\/login\?next=%2Fendpoints%3Fstatus%3DDOWN$/);
    await page.getByLabel("Admin token").fill(TOKEN);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/endpoints\?status=DOWN$/);
  });

  test("[UI10] a wrong token is said at the field, and nothing is let in", async ({ page }) => {
    await page.goto("/login", { waitUntil: "networkidle" });
    const field = page.getByLabel("Admin token");
    await field.fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText("not the admin token");
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveValue("wrong");
    await page.goto("/dashboard");
    await expect(page).toHaveURL(/\/login/);
  });

  test("[UI10] what is not open to whoever signed in says so, and blames nothing else", async ({
    page,
    signIn,
    problems,
  }) => {
    problems.expected.push(/403/);
    await signIn(page);
    await page.goto("/settings/profile");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This is not open to you");
    await expect(page.getByRole("button", { name: "Try again" })).toHaveCount(0);
  });

  test("[UI10] it leads to no other site", { tag: "@deep" }, async ({ page, signIn }) => {
    await signIn(page);
    for (const next of [
      "//example.com/",
      "https://example.com/",
      "/\\example.com",
      "javascript:1",
    ]) {
      await page.goto(`/login?next=${encodeURIComponent(next)}`);
      await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/(dashboard|example\.com)/);
    }
  });

  test("[UI10] signing out ends the session", async ({ page, signIn }) => {
    await signIn(page);
    await page.goto("/dashboard");
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/login$/);
    await page.goto("/dashboard");
    await expect(page).toHaveURL(/\/login\?next/);
  });

  test("[UI11] pages are private, and say so to whoever stands between", async ({
    page,
    signIn,
  }) => {
    await signIn(page);
    const response = await page.goto("/dashboard");
    const headers = response!.headers();
    expect(headers["cache-control"]).toBe("private, no-store");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["content-security-policy"]).not.toMatch(/script-src[^;]*unsafe-inline/);
  });
});
