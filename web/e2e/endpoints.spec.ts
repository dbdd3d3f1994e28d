import { expectLive, expect, test } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => signIn(page));

test.describe("endpoints", () => {
  test("[UI5] a form that is refused says why at each field, and keeps what was typed", async ({
    page,
    world,
  }) => {
    const { url } = await world.createEndpoint("Template");
    await page.goto("/endpoints/new");
    await expectLive(page);
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Form kept");
    await page.getByLabel("Address").fill(url);
    await page.getByLabel("Check every").fill("5");
    await page.getByLabel("Expected status").fill("everything");
    await page.getByLabel("Tags").fill("one, two");
    await page.getByRole("button", { name: "Create endpoint" }).click();

    await expect(page.getByRole("alert")).toContainText("fields need another look");
    for (const [label, problem] of [
      ["Check every", "Enter a number from 10 to 86,400."],
      ["Expected status", "Enter codes from 100 to 599 or ranges, such as 200-299."],
    ] as const) {
      const field = page.getByLabel(label);
      await expect(field).toHaveAttribute("aria-invalid", "true");
      await expect(field).toHaveAccessibleDescription(problem);
    }
    await expect(page.getByLabel("Check every")).toBeFocused();
    await expect(page.getByLabel("Tags")).toHaveValue("one, two");

    await page.getByLabel("Address").fill("not an address");
    await page.getByLabel("Check every").fill("60");
    await page.getByLabel("Expected status").fill("200-299, 304");
    await page.getByRole("button", { name: "Create endpoint" }).click();
    await expect(page.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");

    await page.getByLabel("Address").fill(url);
    await page.getByRole("button", { name: "Create endpoint" }).click();
    await expect(page.getByRole("heading", { name: "Form kept" })).toBeVisible();
    await expect(page.getByRole("heading", { name: /^Up for/ })).toBeVisible();

    await page.getByRole("button", { name: "Delete" }).click();
    // The toast closes after three seconds.
    const toastShown = expect(page.getByText("Form kept was deleted")).toBeVisible();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await toastShown;
    await expect(page).toHaveURL(/\/endpoints$/);
    await expect(page.getByRole("link", { name: "Form kept" })).toHaveCount(0);
  });

  test(
    "[UI5] what is typed and opened before the scripts arrive stays",
    { tag: "@deep" },
    async ({ page }) => {
      let release = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      await page.route(/\.js$/, async (route) => {
        await released;
        await route.continue();
      });
      await page.goto("/endpoints/new", { waitUntil: "commit" });
      await page.getByLabel("Check every").fill("5");
      await page.getByLabel("Expected status").fill("204");
      await page.getByText("Request details").click();
      release();
      await expectLive(page);
      await expect(page.getByLabel("Method")).toBeVisible();
      await expect(page.getByLabel("Check every")).toHaveValue("5");
      await expect(page.getByLabel("Expected status")).toHaveValue("204");
    },
  );

  test(
    "[UI5] what is sent before the scripts arrive is refused with its reasons as well",
    { tag: "@deep" },
    async ({ page, problems }) => {
      problems.expected.push(/status of 400/);
      let release = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      await page.route(/\.js$/, async (route) => {
        await released;
        await route.continue().catch(() => null);
      });
      await page.goto("/endpoints/new", { waitUntil: "commit" });
      await page.getByLabel("Address").fill("not an address");
      await page.getByRole("button", { name: "Create endpoint" }).click();
      await expect(page.getByRole("alert")).toContainText("need another look");
      release();
      await expectLive(page);
      await expect(page.getByRole("alert")).toContainText("need another look");
      await expect(page.locator("[aria-invalid]").first()).toBeFocused();
      await expect(page.getByLabel("Address")).toHaveValue("not an address");
    },
  );

  test(
    "[UI5] works without scripts as well",
    { tag: "@deep" },
    async ({ browser, baseURL, world, signIn }) => {
      const { url } = await world.createEndpoint("Template");
      const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL! });
      const page = await context.newPage();
      await signIn(page);
      await page.goto("/endpoints/new");
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("Without scripts");
      await page.getByLabel("Address").fill("ftp://example.com");
      await page.getByRole("button", { name: "Create endpoint" }).click();
      await expect(page.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");
      await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue(
        "Without scripts",
      );
      await page.getByLabel("Address").fill(url);
      await page.getByRole("button", { name: "Create endpoint" }).click();
      await expect(page.getByRole("heading", { name: "Without scripts" })).toBeVisible();
      const id = new URL(page.url()).pathname.split("/").at(-1)!;
      await world.api("DELETE", `/endpoints/${id}`);
      await context.close();
    },
  );

  test("[UI12] is edited, paused, resumed and looked at in place", async ({ page, world }) => {
    const endpoint = await world.createEndpoint("In place", { headers: { "X-Api-Key": "canary" } });
    await page.goto(`/endpoints/${endpoint.id}`);
    await expectLive(page);

    await world.changeStatus(endpoint, { status: 200, delayMs: 5 });
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(page.getByText(/Checked just now: Up · 200 · \d+ ms/)).toBeVisible();

    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByRole("heading", { name: "Paused" })).toBeVisible();
    await page.getByRole("button", { name: "Resume" }).click();
    await expect(page.getByRole("heading", { name: /^Up for/ })).toBeVisible();

    await page.getByRole("link", { name: "Edit" }).click();
    await expect(page.getByLabel("Headers")).toHaveValue("X-Api-Key: ********");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("In place, renamed");
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByRole("heading", { name: "In place, renamed" })).toBeVisible();
    expect(await page.content()).not.toContain("canary");
  });

  test(
    "[UI4] the list is searched as one types, and the address remembers it",
    { tag: "@deep" },
    async ({ page, world }) => {
      await world.createEndpoint("Needle", { tags: ["hay-a"] });
      await world.createEndpoint("Thread", { tags: ["hay-b"] });
      await page.goto("/endpoints");
      await expectLive(page);
      const rows = page.locator("[data-row]");
      await page.getByRole("searchbox").fill("hay-a need");
      await expect(rows).toHaveCount(1);
      await expect(page).toHaveURL(/\?q=hay-a\+need$/);
      await page.reload();
      await expect(rows).toHaveCount(1);
      await page.getByRole("searchbox").press("Escape");
      await expect(rows.filter({ hasText: "Thread" })).toBeVisible();
      await page.getByLabel("Tag", { exact: true }).selectOption("hay-b");
      await expect(rows).toHaveText([/Thread/]);
    },
  );

  test("[UI8] the keyboard reaches everything", { tag: "@deep" }, async ({ page, world }) => {
    await world.createEndpoint("Keys 1", { tags: ["keys"] });
    await world.createEndpoint("Keys 2", { tags: ["keys"] });
    await page.goto("/endpoints?tag=keys");
    await expectLive(page);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await expect(page.locator("[data-row]").nth(1)).toBeFocused();
    await page.keyboard.press("k");
    await expect(page.locator("[data-row]").nth(0)).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Keys 1" })).toBeVisible();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.goto("/endpoints");
    await expectLive(page);
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox")).toBeFocused();
    await page.keyboard.type("n");
    await expect(page.getByRole("searchbox")).toHaveValue("n");
    await page.getByRole("searchbox").blur();
    await page.keyboard.press("n");
    await expect(page).toHaveURL(/\/endpoints\/new$/);
  });

  test(
    "[UI13] several are paused, resumed and deleted together",
    { tag: "@deep" },
    async ({ page, world }) => {
      await world.createEndpoint("Together 1", { tags: ["together"] });
      await world.createEndpoint("Together 2", { tags: ["together"] });
      await page.goto("/endpoints?tag=together");
      await expectLive(page);
      await page.getByLabel("Select all shown").check();
      await expect(page.getByText("2 selected")).toBeVisible();
      await page.getByRole("button", { name: "Pause" }).click();
      await expect(page.locator('[data-row][data-status="PAUSED"]')).toHaveCount(2);
      await expect(page.getByText("2 selected")).toBeHidden();
      await page.getByLabel("Select Together 1").check();
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await expect(page.locator("[data-row]")).toHaveText([/Together 2/]);
    },
  );
});
