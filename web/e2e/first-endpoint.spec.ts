import { withFreshInstance } from "./private-instance";
import { expectLive, expect, test, TOKEN } from "./fixtures";

test(
  "[UI6] whoever has nothing to watch yet enters an address, and sees its first check arrive",
  { tag: "@deep" },
  async ({ page }) => {
    await withFreshInstance(async ({ url }) => {
      await page.goto(`${url}/login`);
      await page.getByLabel("Admin token").fill(TOKEN);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("heading", { name: "What should we watch?" })).toBeVisible();

      // Without its scripts the form leads to the long one, which is proven elsewhere.
      await expectLive(page);
      const address = page.getByLabel("Address");
      await address.fill("ftp://example.com");
      await page.getByRole("button", { name: "Watch it" }).click();
      await expect(address).toHaveAttribute("aria-invalid", "true");
      await expect(address).toHaveValue("ftp://example.com");

      // Typed as on a laptop, without a scheme: nothing speaks TLS there.
      const { host } = new URL(process.env["PHAROS_TARGET"] ?? "");
      await address.fill(`${host}/ok`);
      await page.getByRole("button", { name: "Watch it" }).click();
      await expect(page.getByRole("heading", { name: /^127\.0\.0\.1:\d+$/ })).toBeVisible();
      await expect(page.getByRole("heading", { name: /^Up for/ })).toBeVisible();
      await expect(page.getByRole("row", { name: /Up 200/ }).first()).toBeVisible();
      // The instance ends before the page does, which may still be reading.
      await page.goto("about:blank");
    });
  },
);
