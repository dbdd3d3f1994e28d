import { expectLive, expect, test, type TestInstance } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => signIn(page));

type Detail = { id: string; updates: { id: string; body: string }[]; version: number };

const open = (world: TestInstance, title: string, endpointId: string) =>
  world.api<Detail>("POST", "/incidents", {
    title,
    body: "Some banks refuse.",
    affected: [{ endpointId }],
  });
const resolve = ({ api }: TestInstance, { id }: Detail) =>
  api("POST", `/incidents/${id}/updates`, { status: "resolved", body: "Done." });

test(
  "[UI33] what was written and said of an incident is put right, by keyboard and at 360 px",
  { tag: "@deep" },
  async ({ page, world }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    const endpoint = await world.createEndpoint("Card payments");
    const incident = await open(world, "Cards fail", endpoint.id);
    await page.goto(`/incidents/${incident.id}`);
    await expectLive(page);
    await page.getByText("Edit this update").first().focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await expect(page.getByLabel("Edit this update")).toBeFocused();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("Two banks refuse.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(page.locator(".written").getByText("Two banks refuse.")).toBeVisible();
    await expect(page.getByLabel("Edit this update")).toBeHidden();
    await page.getByText("Edited 1 time").click();
    await expect(page.getByText("Some banks refuse.")).toBeVisible();

    await page.getByLabel("Title").fill("Cards of two banks fail");
    await page.getByLabel("Severity").selectOption("critical");
    await page.getByLabel("Impact on Card payments").selectOption("partial_outage");
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByRole("heading", { name: "Cards of two banks fail" })).toBeVisible();
    await expect(page.getByText("Partial outage", { exact: true }).first()).toBeVisible();
    await expect(page.getByText("owner changed severity, title or impact")).toBeVisible();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    await resolve(world, incident);
  },
);

test(
  "[UI15] what people write without a space scrolls nothing sideways",
  { tag: "@deep" },
  async ({ page, world }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    const endpoint = await world.createEndpoint("Long logs");
    const incident = await open(world, "Logs are long", endpoint.id);
    const body = `https://logs.example/${"x".repeat(200)}\n\n\`\`\`\n${"y".repeat(200)}\n\`\`\``;
    await world.api("POST", `/incidents/${incident.id}/updates`, { body });
    await page.goto(`/incidents/${incident.id}`);
    await expect(page.locator(".written").getByText("logs.example").first()).toBeVisible();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    await resolve(world, incident);
  },
);

test(
  "[UI33] incidents are merged into one, and separated",
  { tag: "@deep" },
  async ({ page, world }) => {
    const endpoint = await world.createEndpoint("Merged shop");
    const parent = await open(world, "All of Europe", endpoint.id);
    const other = await world.createEndpoint("Merged mail");
    await world.changeStatus(other, { status: 503 });
    await page.goto("/incidents");
    await page.getByRole("link", { name: /Merged mail/ }).click();
    await expectLive(page);
    const choice = page.getByLabel("Part of");
    await expect(choice).toHaveValue("");
    await choice.selectOption({ label: "All of Europe" });
    // What others open meanwhile stands in the list too, and changes no choice.
    const meanwhile = await open(world, "Opened meanwhile", endpoint.id);
    await expect(choice.getByRole("option", { name: "Opened meanwhile" })).toBeAttached();
    await expect(choice).toHaveValue(parent.id);
    await page.getByRole("button", { name: "Merge into it" }).click();
    await expect(page).toHaveURL(new RegExp(parent.id));
    await expect(page.getByText("owner merged Merged mail into it")).toBeVisible();
    await page.getByRole("button", { name: "Separate Merged mail" }).click();
    await expect(page.getByText("owner separated Merged mail from it")).toBeVisible();
    await expect(page.getByRole("button", { name: "Separate Merged mail" })).toHaveCount(0);
    await world.changeStatus(other, { status: 200 });
    await resolve(world, parent);
    await resolve(world, meanwhile);
  },
);

async function incidentOf(world: TestInstance, { id }: { id: string }) {
  type List = { data: { id: string; version: number }[] };
  const { data } = await world.api<List>("GET", `/incidents?endpointId=${id}`);
  return data[0]!;
}

test(
  "[UI33] an endpoint's page tells of its own failure, not of that which it became part of",
  { tag: "@deep" },
  async ({ page, world }) => {
    const [shop, mail] = [
      await world.createEndpoint("Own shop"),
      await world.createEndpoint("Own mail"),
    ];
    await world.changeStatus(mail, { status: 500 });
    await page.goto(`/endpoints/${shop.id}`);
    await expectLive(page);
    await world.changeStatus(shop, { status: 503 });
    const rows = page.locator("section").filter({ hasText: "Incidents" }).last().getByRole("link");
    await expect(rows).toHaveText(/saw 503/);
    const [own, parent] = await Promise.all(
      [shop, mail].map((endpoint) => incidentOf(world, endpoint)),
    );
    await world.api("POST", `/incidents/${own!.id}/merge`, {
      into: parent!.id,
      version: own!.version,
    });
    await world.changeStatus(shop, {});
    await expect(page.getByRole("heading", { name: /^Up for/ })).toBeVisible();
    // At once: a moment later the page reads its figures anew, and with them this list.
    expect(await rows.allTextContents()).toEqual([expect.stringContaining("saw 503")]);
  },
);

for (const [language, conflict] of [
  ["en", "Somebody was quicker, so nothing of yours was saved."],
  ["ko", "그사이 다른 사람이 먼저 바꿔서 저장하지 않았습니다."],
] as const) {
  test(
    `[UI33] who was second reads what the first did, and loses nothing: ${language}`,
    { tag: "@deep" },
    async ({ page, world, baseURL, problems }) => {
      problems.expected.push(/409 \(Conflict\)/);
      await page
        .context()
        .addCookies([{ name: "pharos_language", value: language, url: baseURL! }]);
      // A page that hears nothing: it shows what was.
      await page.routeWebSocket(/.*/, () => undefined);
      const endpoint = await world.createEndpoint("Contended shop");
      const incident = await open(world, `Contended ${language}`, endpoint.id);
      await page.goto(`/incidents/${incident.id}`);
      const form = page.locator("form[action='?/update']");
      await form.locator("textarea").fill("The certificate.");
      await world.api("POST", `/incidents/${incident.id}/updates`, {
        status: "identified",
        body: "A disk.",
      });
      await form.locator("button.button-primary").click();
      await expect(page.getByRole("alert").getByText(conflict)).toBeVisible();
      await expect(page.getByRole("alert")).toContainText("owner");
      await expect(page.locator(".written").getByText("A disk.")).toBeVisible();
      await expect(form.locator("textarea")).toHaveValue("The certificate.");
      await form.locator("button.button-primary").click();
      await expect(page.locator(".written").getByText("The certificate.")).toBeVisible();
      await resolve(world, incident);
    },
  );
}

test(
  "[UI33] the timeline says who was told, by a rule for a page",
  { tag: "@deep" },
  async ({ page, world }) => {
    const endpoint = await world.createEndpoint("Paged shop");
    const inbox = endpoint.url.replace("/t/", "/inbox/");
    const channel = await world.api<{ id: string }>("POST", "/channels", {
      name: "Shop team",
      kind: "webhook",
      settings: { url: inbox },
    });
    const components = [{ name: "Shop", endpointIds: [endpoint.id] }];
    const shown = await world.api<{ id: string }>("POST", "/pages", {
      slug: `paged-shop-${Date.now()}`,
      title: "Shop status",
      groups: [{ name: "", components }],
    });
    await page.goto("/rules/new");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("The shop's page");
    await page
      .getByRole("checkbox", { name: /Shop team/ })
      .first()
      .check();
    await page.getByText("Only some endpoints").click();
    await page.getByRole("checkbox", { name: "Shop status" }).check();
    await page.getByRole("button", { name: "What would it have sent?" }).click();
    await expect(page.getByRole("heading", { name: /would have/ })).toBeVisible();
    await page.getByRole("button", { name: "Add the rule" }).click();
    await expect(page.getByRole("link", { name: /The shop's page/ })).toContainText("Shop status");
    const incident = await open(world, "Shop is slow", endpoint.id);
    await page.goto(`/incidents/${incident.id}`);
    await expect(async () => {
      await page.reload();
      await expect(page.getByText("Notification to Shop team: delivered")).toBeVisible({
        timeout: 500,
      });
    }).toPass();
    await resolve(world, incident);
    const { data } = await world.api<{ data: { id: string; name: string }[] }>("GET", "/rules");
    const own = data.filter(({ name }) => name === "The shop's page");
    for (const { id } of own) await world.api("DELETE", `/rules/${id}`);
    await world.api("DELETE", `/channels/${channel.id}`);
    await world.api("DELETE", `/pages/${shown.id}`);
  },
);
