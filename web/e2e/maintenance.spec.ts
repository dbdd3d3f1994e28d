import { expectLive, expect, test } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => signIn(page));

const HOUR_MS = 3_600_000;
const iso = (fromNow: number) => new Date(Date.now() + fromNow).toISOString();

test.describe("maintenance", () => {
  test(
    "[UI23] is planned in a zone of its own, shown on the calendar, edited and deleted",
    { tag: "@deep" },
    async ({ page, world }) => {
      await world.createEndpoint("Worked on");
      await page.goto("/maintenance/new?on=2027-03-10");
      await expectLive(page);
      await page.getByRole("button", { name: "Plan it" }).click();
      await expect(page.getByLabel("Title")).toHaveAttribute("aria-invalid", "true");

      await page.getByLabel("Title").fill("New disks");
      await page.getByRole("checkbox", { name: "Worked on" }).check();
      await page.getByLabel("Time zone").fill("Asia/Seoul");
      await page.getByLabel("Starts").fill("2027-03-10T23:00");
      await page.getByLabel("Ends").fill("2027-03-11T01:00");
      await page.getByLabel("Repeats").selectOption("weekly");
      await page.getByRole("checkbox", { name: "Wednesday" }).check();
      await page.getByRole("button", { name: "Plan it" }).click();
      await expect(page).toHaveURL(/\/maintenance$/);

      await page.goto("/maintenance?month=2027-03");
      const grid = page.getByRole("grid", { name: "March 2027" });
      await expect(grid.getByRole("link", { name: "New disks" })).toHaveCount(4);
      await grid.getByRole("link", { name: "New disks" }).first().click();
      await expect(page.getByLabel("Starts")).toHaveValue("2027-03-10T23:00");
      await expect(page.getByRole("checkbox", { name: "Wednesday" })).toBeChecked();
      await page.getByLabel("Title").fill("Newer disks");
      await page.getByRole("button", { name: "Save changes" }).click();
      await expect(page).toHaveURL(/\/maintenance$/);
      await page.goto("/maintenance?month=2027-03");
      await page.getByRole("link", { name: "Newer disks" }).first().click();
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await expect(page.getByText("Newer disks was deleted")).toBeVisible();
      await expect(page.getByRole("link", { name: "Newer disks" })).toHaveCount(0);
    },
  );

  test(
    "[UI23] [UI8] the arrow keys walk the days of the calendar, from month to month",
    { tag: "@deep" },
    async ({ page }) => {
      await page.goto("/maintenance?month=2027-01");
      await expectLive(page);
      const day = (date: string) => page.locator(`[data-day="${date}"]`);
      await day("2027-01-01").focus();
      await page.keyboard.press("ArrowDown");
      await expect(day("2027-01-08")).toBeFocused();
      await page.keyboard.press("PageDown");
      await expect(day("2027-02-01")).toBeFocused();
      await expect(page.getByRole("heading", { name: "February 2027" })).toBeVisible();
      await page.keyboard.press("ArrowLeft");
      await expect(day("2027-01-31")).toBeFocused();
      await page.keyboard.press("Enter");
      await expect(page.getByLabel("Starts")).toHaveValue("2027-01-31T09:00");
    },
  );

  test(
    "[UI21] [UI23] one that begins and ends is told on every open page",
    { tag: "@deep" },
    async ({ page, context, world }) => {
      const endpoint = await world.createEndpoint("In the workshop", { tags: ["workshop"] });
      await world.changeStatus(endpoint, { status: 500 });
      await page.goto("/endpoints?tag=workshop");
      await expectLive(page);
      const calendar = await context.newPage();
      await calendar.goto("/maintenance");
      await expectLive(calendar);

      const { id } = await world.api<{ id: string }>("POST", "/maintenances", {
        title: "Workshop",
        endpointIds: [endpoint.id],
        startsAt: iso(-HOUR_MS),
        endsAt: iso(HOUR_MS),
        timeZone: "UTC",
      });
      await expect(page.getByText("Maintenance started: Workshop")).toBeVisible();
      await expect(page.locator("[data-row]")).toHaveAttribute("data-status", "MAINTENANCE");
      const running = calendar.locator("[data-running=true]", { hasText: "Workshop" });
      await expect(running).toBeVisible();
      await page.goto(`/endpoints/${endpoint.id}`);
      await expect(
        page.getByRole("heading", { name: /^In maintenance until .*: Workshop$/ }),
      ).toBeVisible();
      await page.goto("/dashboard");
      await expectLive(page);
      const attention = page.locator("section", { hasText: "Needs attention" });
      const row = attention.getByRole("link", { name: /In the workshop/ });
      await expect(row).toHaveCount(0);

      await world.api("DELETE", `/maintenances/${id}`);
      await expect(page.getByText("Maintenance ended: Workshop")).toBeVisible();
      await expect(row).toBeVisible();
      await expect(running).toHaveCount(0);
      await calendar.close();
    },
  );

  test(
    "[UI23] is planned without scripts as well",
    { tag: "@deep" },
    async ({ browser, baseURL, signIn, world }) => {
      await world.createEndpoint("Planned by hand");
      const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL! });
      const page = await context.newPage();
      await signIn(page);
      await page.goto("/maintenance/new");
      await page.getByLabel("Title").fill("By hand");
      await page.getByLabel("Time zone").fill("Nowhere");
      await page.getByRole("checkbox", { name: "Planned by hand" }).check();
      await page.getByRole("button", { name: "Plan it" }).click();
      await expect(page.getByLabel("Time zone")).toHaveAttribute("aria-invalid", "true");
      await expect(page.getByRole("checkbox", { name: "Planned by hand" })).toBeChecked();
      await page.getByLabel("Time zone").fill("Europe/Berlin");
      await page.getByLabel("Starts").fill("2027-05-01T10:00");
      await page.getByLabel("Ends").fill("2027-05-01T11:00");
      await page.getByRole("button", { name: "Plan it" }).click();
      await page.goto("/maintenance?month=2027-05");
      await expect(page.getByRole("grid").getByRole("link", { name: "By hand" })).toHaveCount(1);
      await page.getByRole("grid").getByRole("link", { name: "By hand" }).click();
      await world.api("DELETE", `/maintenances/${new URL(page.url()).pathname.split("/").at(-1)}`);
      await context.close();
    },
  );
});
