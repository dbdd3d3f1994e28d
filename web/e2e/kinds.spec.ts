import type { Page } from "@playwright/test";
import { expectLive, expect, test } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => signIn(page));

const target = () => new URL(process.env["PHAROS_TARGET"] ?? "");

/** What is typed for each kind, by label, and what its page shows of it. */
const KINDS = {
  HTTP: { type: () => ({ Address: `${target().href}ok` }), shows: "/ok" },
  TCP: {
    type: () => ({ Host: target().hostname, Port: target().port }),
    shows: "tcp://127.0.0.1:",
  },
  DNS: {
    type: () => ({
      "Domain name": "pharos.test",
      Resolver: "own",
      "Address of the resolver": `${target().href}dns/valid`,
    }),
    shows: "dns://pharos.test?type=A",
  },
  WebSocket: {
    type: () => ({ Address: `ws://${target().host}/socket/hello` }),
    shows: "/socket/hello",
  },
  Heartbeat: { type: () => ({ "Grace period": "120" }), shows: "/ping/" },
  Certificate: { type: () => ({ Host: target().host }), shows: `https://127.0.0.1:` },
  Domain: {
    type: () => ({ Domain: `acme.example?server=${target().href}rdap/valid` }),
    shows: "Test Registrar",
  },
};

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    const field = page.getByLabel(label, { exact: true }).first();
    const isSelect = (await field.evaluate((node) => node.tagName)) === "SELECT";
    await (isSelect ? field.selectOption(value) : field.fill(value));
  }
}

const idOf = (page: Page) => new URL(page.url()).pathname.split("/").at(-1)!;
const chooseKind = (page: Page, kind: string) =>
  page.getByLabel("Kind of check").getByRole("link", { name: kind }).click();

test.describe("kinds", () => {
  test(
    "[UI17] the form makes an endpoint of each kind",
    { tag: "@deep" },
    async ({ page, world }) => {
      test.setTimeout(120_000);
      for (const [kind, { type, shows }] of Object.entries(KINDS)) {
        await page.goto("/endpoints/new");
        await expectLive(page);
        await chooseKind(page, kind);
        const name = `Made as ${kind}`;
        await fill(page, type());
        await page.locator('[name="name"]').fill(name);
        await page.getByRole("button", { name: "Create endpoint" }).click();
        await expect(page.getByRole("heading", { name, exact: true })).toBeVisible();
        await expect(page.getByText(shows).first()).toBeVisible();
        await expect(page.getByRole("definition").filter({ hasText: kind }).first()).toBeVisible();
        await expectLive(page);
        await world.api("DELETE", `/endpoints/${idOf(page)}`);
      }
    },
  );

  test(
    "[UI17] changing the kind keeps what was typed, and an endpoint stays of its kind",
    { tag: "@deep" },
    async ({ page, world }) => {
      await page.goto("/endpoints/new");
      await expectLive(page);
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("Kept");
      await chooseKind(page, "Certificate");
      await expect(page).toHaveURL(/\?kind=certificate$/);
      await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Kept");
      await expect(page.getByLabel("Check every")).toHaveValue("3600");
      await expect(page.getByLabel("Degraded with fewer than")).toHaveValue("14");
      await expect(page.getByLabel("Expected status")).toHaveCount(0);

      const { id } = await world.createEndpoint("Stays http");
      await page.goto(`/endpoints/${id}/edit`);
      await expect(page.getByLabel("Kind of check")).toHaveCount(0);
    },
  );

  test(
    "[UI17] works without scripts: a kind by its link, and its fields alone",
    { tag: "@deep" },
    async ({ browser, baseURL, signIn, world }) => {
      const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL! });
      const page = await context.newPage();
      await signIn(page);
      await page.goto("/endpoints/new");
      await chooseKind(page, "TCP");
      await expect(page.getByLabel("Address", { exact: true })).toHaveCount(0);
      await fill(page, { Name: "By hand", Host: "127.0.0.1", Port: "none" });
      await page.locator('[name="assertions.0.source"]').selectOption("body");
      await page.locator('[name="assertions.0.comparison"]').selectOption("contains");
      await page.locator('[name="assertions.0.expected"]').fill("220");
      await page.getByRole("button", { name: "Create endpoint" }).click();
      await expect(page.getByLabel("Host", { exact: true })).toHaveAttribute(
        "aria-invalid",
        "true",
      );
      await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("By hand");
      await expect(page.locator('[name="assertions.0.expected"]')).toHaveValue("220");
      await expect(page.locator('[name="assertions.3.source"]')).toBeVisible();

      await page.getByLabel("Port", { exact: true }).fill(target().port);
      await page.getByRole("button", { name: "Create endpoint" }).click();
      await expect(page.getByRole("heading", { name: "By hand" })).toBeVisible();
      await expect(page.getByText('Body to contain "220"')).toBeVisible();
      await world.api("DELETE", `/endpoints/${idOf(page)}`);
      await context.close();
    },
  );

  test(
    "[UI20] a heartbeat shows where to report, and each report as it comes",
    { tag: "@deep" },
    async ({ page, world }) => {
      const { id, pingUrl } = await world.api<{ id: string; pingUrl: string }>(
        "POST",
        "/endpoints",
        {
          name: "Reporting",
          kind: "heartbeat",
          intervalSeconds: 600,
        },
      );
      await page.goto(`/endpoints/${id}`);
      await expectLive(page);
      await expect(
        page.getByRole("heading", { name: "Waiting for the first report" }),
      ).toBeVisible();
      await expect(page.getByText(pingUrl, { exact: true })).toBeVisible();
      await expect(page.getByText(`${pingUrl}/start`)).toBeVisible();
      await fetch(pingUrl);
      await expect(page.getByRole("heading", { name: /^Up for/ })).toBeVisible();
      await fetch(`${pingUrl}/3`);
      await expect(page.getByText("It ended with exit status 3").first()).toBeVisible();

      await page.getByRole("button", { name: "New address" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "New address" }).click();
      await expect(page.getByText(pingUrl, { exact: true })).toHaveCount(0);
      expect((await fetch(pingUrl)).status).toBe(404);
      await world.api("DELETE", `/endpoints/${id}`);
    },
  );

  test(
    "[UI20] [UI24] what is reached through another is not known while that is down",
    { tag: "@deep" },
    async ({ page, world }) => {
      const router = await world.createEndpoint("Way in");
      const dependent = await world.createEndpoint("Behind the way in");
      await page.goto(`/endpoints/${dependent.id}/edit`);
      await expectLive(page);
      await page.getByText("Dependencies").click();
      const picker = page.getByRole("group", { name: /^Reached through/ });
      const search = picker.getByRole("searchbox");
      if (await search.isVisible()) await search.fill("way in");
      await picker.getByRole("checkbox", { name: "Way in", exact: true }).focus();
      await page.keyboard.press("Space");
      await expect(picker.getByText("1 chosen")).toBeVisible();
      await page.getByRole("button", { name: "Save changes" }).click();
      await expect(page.getByRole("link", { name: "Way in", exact: true })).toBeVisible();

      await world.changeStatus(router, { status: 500 });
      await world.changeStatus(dependent, { status: 500 });
      await expect(page.getByRole("heading", { name: "Unknown" })).toBeVisible();
      await expect(page.getByText("Unreachable through Way in")).toBeVisible();
      await page.goto("/dashboard");
      await expect(page.getByRole("link", { name: /Way in/ }).first()).toContainText(
        "and 1 behind it",
      );
    },
  );
});
