import { expectLive, expect, test } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => signIn(page));

test.describe("history", () => {
  test("[UI25] a tip tells of a row's days by keyboard and by pointer", async ({ page, world }) => {
    await world.createEndpoint("Bars of a row", { tags: ["bars"] });
    await page.goto("/endpoints?tag=bars");
    await expectLive(page);
    const tip = page.locator("[data-day-tip]");
    const row = page.locator("[data-row]");
    await row.focus();
    await page.keyboard.press("ArrowLeft");
    await expect(tip).toContainText("Up");
    await page.keyboard.press("ArrowLeft");
    await expect(tip).toContainText("No data");
    await page.keyboard.press("Escape");
    await expect(tip).toHaveCount(0);

    const bar = (await row.locator(".endpoint-bar").boundingBox())!;
    await page.mouse.move(bar.x + bar.width - 2, bar.y + bar.height / 2);
    await expect(tip).toContainText("100 %");
    await page.mouse.move(0, 0);
    await expect(tip).toHaveCount(0);
  });

  test(
    "[UI25] [UI29] an endpoint's days are walked by keyboard, and stand in a table",
    { tag: "@deep" },
    async ({ page, world }) => {
      const endpoint = await world.createEndpoint("Days");
      await world.changeStatus(endpoint, { status: 500 });
      await page.goto(`/endpoints/${endpoint.id}`);
      await expectLive(page);
      const tip = page.locator("[data-day-tip]");
      for (const name of ["Uptime of the last 90 days", "Days by month"]) {
        const days = page.getByRole("slider", { name });
        await days.focus();
        await page.keyboard.press("End");
        await expect(tip).toContainText("Down");
        await expect(days).toHaveAttribute("aria-valuetext", /, Down, .*1 incident$/);
        await page.keyboard.press("ArrowLeft");
        await expect(tip).toContainText("No data");
        await page.keyboard.press("Home");
        await expect(days).toHaveAttribute("aria-valuenow", "1");
        await page.keyboard.press("Escape");
        await expect(tip).toHaveCount(0);
      }
      const table = page.getByRole("table", { name: "Uptime by day" });
      await expect(table.getByRole("row")).toHaveCount(91);
      await expect(table.getByRole("row").nth(1)).toContainText("Down");
      await page.getByRole("group", { name: "Period of the calendar" }).getByText("1 year").click();
      await expect(page.locator("[data-day]").first()).toBeVisible();
    },
  );

  test(
    "[UI26] uptime is told of five periods, with what is not known of them",
    { tag: "@deep" },
    async ({ page, world }) => {
      const endpoint = await world.createEndpoint("Five periods");
      await page.goto(`/endpoints/${endpoint.id}`);
      const figures = page.locator("[data-figures] dd");
      await expect(figures).toHaveCount(5);
      for (const figure of await figures.all()) {
        await expect(figure).toContainText("100 %");
        await expect(figure).toContainText(/9\d.* % without data/);
      }
    },
  );

  test(
    "[UI26] uptime follows an outage on a page that stays open",
    { tag: "@deep" },
    async ({ page, world }) => {
      const endpoint = await world.createEndpoint("Followed");
      await page.goto(`/endpoints/${endpoint.id}`);
      await expectLive(page);
      const [day] = await page.locator("[data-figures] dd").all();
      await expect(day!).toContainText("100 %");
      await world.changeStatus(endpoint, { status: 500 });
      await expect(day!).not.toContainText("100 %");
    },
  );

  test(
    "[UI27] a promise is typed as a percentage, and its budget is told in time",
    { tag: "@deep" },
    async ({ page, world }) => {
      const { id } = await world.createEndpoint("Promise");
      await page.goto(`/endpoints/${id}/edit`);
      await expectLive(page);
      await page.getByLabel("Promised uptime").fill("three nines");
      await page.getByRole("button", { name: "Save changes" }).click();
      await expect(page.getByLabel("Promised uptime")).toHaveAttribute("aria-invalid", "true");
      await page.getByLabel("Promised uptime").fill("100");
      await page.getByRole("button", { name: "Save changes" }).click();
      await expect(
        page.getByText("Enter a percentage from 50 to 99.999, or leave it empty."),
      ).toBeVisible();
      await page.getByLabel("Promised uptime").fill("99.9");
      await page.getByRole("button", { name: "Save changes" }).click();
      await expect(page.getByText("43 min left of 43 min in 30 days")).toBeVisible();
      await expect(page.getByText("Nothing spent").first()).toBeVisible();
      await page.goto(`/endpoints/${id}/edit`);
      await expect(page.getByLabel("Promised uptime")).toHaveValue("99.9");
    },
  );

  test(
    "[UI28] the chart of response times changes its period, zooms and shows all again",
    { tag: "@deep" },
    async ({ page, world }) => {
      const endpoint = await world.createEndpoint("Percentiles");
      await world.changeStatus(endpoint, { status: 200 });
      await page.goto(`/endpoints/${endpoint.id}`);
      const chart = page.getByRole("slider", { name: "Response times, 24 hours" });
      await expect(chart).toHaveAttribute("aria-valuetext", /p50 \d+ ms, p95 \d+ ms, p99 \d+ ms$/);
      await expect(chart.locator("canvas")).toBeVisible();
      await chart.focus();
      await page.keyboard.press("+");
      await page.getByRole("button", { name: "Show all" }).click();
      await expect(page.getByRole("button", { name: "Show all" })).toHaveCount(0);
      await page
        .getByRole("group", { name: "Period of the response times" })
        .getByText("1 year")
        .click();
      await expect(page.locator("[data-latency]")).toHaveAttribute("data-latency", "365d");
      const table = page.getByRole("table", { name: "Response times" });
      await expect(table.getByRole("row")).toHaveCount(2);
      await page.goto("/endpoints");
      await expectLive(page);
    },
  );

  test(
    "[UI28] a chart that cannot be read says so, and is read again when asked",
    { tag: "@deep" },
    async ({ page, problems, world }) => {
      problems.expected.push(/ERR_FAILED/);
      const endpoint = await world.createEndpoint("Unread chart");
      await page.route(/\/latency\?/, (route) => route.abort());
      await page.goto(`/endpoints/${endpoint.id}`);
      await expect(page.getByText("The response times could not be read.")).toBeVisible();
      await page.unroute(/\/latency\?/);
      await page.getByRole("button", { name: "Try again" }).click();
      await expect(page.getByRole("slider", { name: "Response times, 24 hours" })).toBeVisible();
    },
  );

  test(
    "[UI32] the page of incidents shows a year of days, walked by keyboard",
    { tag: "@deep" },
    async ({ page, problems, world }) => {
      problems.expected.push(/ERR_FAILED/);
      const endpoint = await world.createEndpoint("A year");
      await world.changeStatus(endpoint, { status: 500 });
      await page.route(/\/uptime\/daily\?/, (route) => route.abort());
      await page.goto("/incidents");
      await expect(page.getByText("The days of the year could not be read.")).toBeVisible();
      await page.unroute(/\/uptime\/daily\?/);
      const retryButton = page.getByRole("button", { name: "Try again" });
      const days = page.getByRole("slider", { name: "The year by day" });
      // Whatever happens meanwhile reads it anew as well, and takes the button away.
      await expect(async () => {
        if (await retryButton.isVisible()) await retryButton.click({ timeout: 1_000 });
        await expect(days).toBeVisible({ timeout: 5_000 });
      }).toPass();
      // An incident of another test reads the year again as well, and closes the tooltip.
      await expect(async () => {
        await days.focus();
        await page.keyboard.press("End");
        await expect(page.locator("[data-day-tip]")).toContainText("Down", { timeout: 2_000 });
        await expect(days).toHaveAttribute("aria-valuetext", /incident/, { timeout: 2_000 });
      }).toPass();
    },
  );

  test(
    "[UI31] the last hour stands in a row and goes on by itself",
    { tag: "@deep" },
    async ({ page, world }) => {
      const endpoint = await world.createEndpoint("Spark", { tags: ["spark"] });
      await page.goto("/endpoints?tag=spark");
      await expectLive(page);
      const row = page.locator("[data-row]");
      await world.changeStatus(endpoint, { status: 500 });
      await expect(row.locator("[data-last-hour] path.fill-down")).toHaveCount(1);
    },
  );

  test(
    "[UI30] what a page shows is taken away as a file",
    { tag: "@deep" },
    async ({ page, world }) => {
      const endpoint = await world.createEndpoint("Taken away");
      await world.changeStatus(endpoint, { status: 500 });
      await page.goto(`/endpoints/${endpoint.id}`);
      await expectLive(page);
      await page.locator("summary", { hasText: "Export" }).click();
      const download = page.waitForEvent("download");
      await page.getByRole("link", { name: "Checks of the last 48 hours, CSV" }).click();
      expect((await download).suggestedFilename()).toBe("checks.csv");
      const json = page.getByRole("link", { name: "Uptime by day, JSON" });
      await expect(json).toHaveAttribute(
        "href",
        `/api/v1/export/uptime.json?endpointId=${endpoint.id}`,
      );
      await page.keyboard.press("Escape");
      await expect(json).toBeHidden();
      for (const path of ["/endpoints", "/incidents"]) {
        await page.goto(path);
        await expect(page.locator("summary", { hasText: "Export" })).toHaveCount(1);
      }
    },
  );
});
