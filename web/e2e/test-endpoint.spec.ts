import { expectLive, expect, test } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => signIn(page));

const replyUrl = (body: string) =>
  `${process.env["PHAROS_TARGET"]}/say?body=${encodeURIComponent(body)}`;

test.describe("assertions", () => {
  test(
    "[UI18] one that is refused says why at its row, and rows come and go",
    { tag: "@deep" },
    async ({ page, world }) => {
      await page.goto("/endpoints/new");
      await expectLive(page);
      await page.getByRole("textbox", { name: "Name" }).fill("Claims");
      await page.getByLabel("Address").fill(replyUrl('{"status":"ok"}'));
      for (const [row, source] of ["status", "json"].entries()) {
        await page.getByRole("button", { name: "Add an assertion" }).click();
        await page.locator(`[name="assertions.${row}.source"]`).selectOption(source);
      }
      const rows = page.getByRole("group", { name: /^Assertion \d/ });
      await expect(rows.nth(0).getByLabel("JSON path")).toBeHidden();
      await rows.nth(0).getByLabel("Expected value").fill("200");
      await rows.nth(1).getByLabel("JSON path").fill("status[");
      await rows.nth(1).getByLabel("Expected value").fill("ok");
      await page.getByRole("button", { name: "Create endpoint" }).click();
      const path = rows.nth(1).getByLabel("JSON path");
      await expect(path).toHaveAttribute("aria-invalid", "true");
      await expect(path).toBeFocused();
      await expect(path).toHaveAccessibleDescription(/^Enter a JSON path/);
      await expect(rows.nth(0).locator("[aria-invalid]")).toHaveCount(0);

      await rows.nth(0).getByRole("button", { name: "Remove assertion 1" }).click();
      await expect(rows).toHaveCount(1);
      await rows.nth(0).getByLabel("JSON path").fill("$.status");
      await page.getByRole("button", { name: "Create endpoint" }).click();
      await expect(page.getByText('JSON at $.status to equal "ok"')).toBeVisible();
      await expectLive(page);
      await world.api("DELETE", `/endpoints/${new URL(page.url()).pathname.split("/").at(-1)}`);
    },
  );
});

test.describe("trying", () => {
  test(
    "[UI19] the form is tried as it stands, step by step, and nothing typed is lost",
    { tag: "@deep" },
    async ({ page, world }) => {
      type Endpoints = { data: { name: string }[] };
      await page.goto("/endpoints/new");
      await expectLive(page);
      await page.getByRole("textbox", { name: "Name" }).fill("Only tried");
      await page.getByLabel("Address").fill(replyUrl('{"status":"starting"}'));
      await page.getByRole("button", { name: "Add an assertion" }).click();
      await page.locator('[name="assertions.0.source"]').selectOption("json");
      await page.getByLabel("JSON path").fill("$.status");
      await page.getByLabel("Expected value").fill("ok");
      await page.getByRole("button", { name: "Test now" }).click();

      const result = page.getByRole("status", { name: "Result of the test" });
      await expect(result).toContainText("This would count as a failed check");
      await expect(result).toContainText("Answered: 200");
      await expect(result.getByRole("listitem").last()).toContainText(
        'JSON at $.status to equal "ok", saw "starting"',
      );
      await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Only tried");
      await expect(page.getByLabel("JSON path")).toHaveValue("$.status");

      await page.getByLabel("Expected value").fill("starting");
      await page.getByRole("button", { name: "Test now" }).click();
      await expect(result).toContainText("This would count as up");
      const { data } = await world.api<Endpoints>("GET", "/endpoints?q=Only%20tried");
      expect(data.map(({ name }) => name)).not.toContain("Only tried");

      await page.getByLabel("Address").fill("nowhere");
      await page.getByRole("button", { name: "Test now" }).click();
      await expect(page.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");
    },
  );

  test(
    "[UI19] without scripts the answer stands above the form, and all is kept",
    { tag: "@deep" },
    async ({ browser, baseURL, signIn, world }) => {
      const endpoint = await world.createEndpoint("Tried by hand", {
        headers: { "X-Api-Key": "canary" },
      });
      const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL! });
      const page = await context.newPage();
      await signIn(page);
      await page.goto(`/endpoints/${endpoint.id}/edit`);
      await page.getByRole("textbox", { name: "Name" }).fill("Another name");
      await page.getByLabel("Expected status").fill("204");
      await page.getByRole("button", { name: "Test now" }).click();
      await expect(page.getByText("This would count as a failed check")).toBeVisible();
      await expect(page.getByText("Expected status 204, saw 200")).toBeVisible();
      await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Another name");
      await expect(page.getByLabel("Headers")).toHaveValue("X-Api-Key: ********");
      expect(await page.content()).not.toContain("canary");
      await context.close();
    },
  );
});
