import { expectLive, expect, test } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => signIn(page));

test.describe("work on an incident", () => {
  test("[UI33] is acknowledged, written about and assigned where it is shown, and live for all", async ({
    page,
    world,
  }) => {
    const endpoint = await world.createEndpoint("Broken shop");
    await world.changeStatus(endpoint, { status: 503 });
    await page.goto("/incidents");
    await page.getByRole("link", { name: /Broken shop/ }).click();
    await expectLive(page);
    await expect(page.getByRole("heading", { name: "Broken shop" })).toBeVisible();
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await expect(page.getByText("Acknowledged by owner")).toBeVisible();
    await page.getByLabel("State").selectOption("identified");
    await page.getByLabel("Text").fill("The disk is full.");
    await page.getByRole("button", { name: "Post update" }).click();
    await expect(page.locator(".written").getByText("The disk is full.")).toBeVisible();
    await expect(page.getByText("owner posted an update: Identified")).toBeVisible();
    await world.changeStatus(endpoint, { status: 200 });
    await expect(page.getByText("All of it is up again: resolved")).toBeVisible();
  });

  test(
    "[UI2] [UI33] that people opened stands on the dashboard, where checks find nothing",
    { tag: "@deep" },
    async ({ page, world }) => {
      const endpoint = await world.createEndpoint("Fine by checks");
      await page.goto("/dashboard");
      await expectLive(page);
      const { id } = await world.api<{ id: string }>("POST", "/incidents", {
        title: "Cards are refused",
        body: "We look into it.",
        affected: [{ endpointId: endpoint.id }],
      });
      const attention = page.locator("section").filter({ hasText: "Needs attention" });
      await expect(attention.getByRole("link", { name: /Cards are refused/ })).toBeVisible();
      await world.api("POST", `/incidents/${id}/updates`, { status: "resolved", body: "Over." });
      await expect(attention.getByRole("link", { name: /Cards are refused/ })).toHaveCount(0);
    },
  );

  test(
    "[UI33] is opened by hand, and resolved, without scripts",
    { tag: "@deep" },
    async ({ browser, baseURL, page, world }) => {
      await world.createEndpoint("Named shop");
      const context = await browser.newContext({
        javaScriptEnabled: false,
        baseURL: baseURL!,
        storageState: await page.context().storageState(),
      });
      const scriptless = await context.newPage();
      await scriptless.goto("/incidents/new");
      await scriptless.getByRole("button", { name: "Open an incident" }).click();
      await expect(scriptless.getByLabel("What is wrong")).toHaveAttribute("aria-invalid", "true");
      await scriptless.getByLabel("What is wrong").fill("Payments are slow");
      await scriptless.getByRole("checkbox", { name: "Named shop" }).check();
      await scriptless.getByRole("button", { name: "Open an incident" }).click();
      await expect(scriptless.getByRole("heading", { name: "Payments are slow" })).toBeVisible();
      await scriptless.getByLabel("State").selectOption("resolved");
      await scriptless.getByLabel("Text").fill("Fast again.");
      await scriptless.getByRole("button", { name: "Post update" }).click();
      await expect(scriptless.getByText("Fast again.")).toBeVisible();
      await expect(scriptless.getByRole("button", { name: "Acknowledge" })).toHaveCount(0);
      await context.close();
    },
  );
});
