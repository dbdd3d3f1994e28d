import { expectLive, expect, test } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => signIn(page));

for (const { path, button, fields } of [
  {
    path: "/channels/new?kind=webhook",
    button: "Add the channel",
    fields: ["name", "settings.url"],
  },
  { path: "/incidents/new", button: "Open an incident", fields: ["title"] },
]) {
  test(`[UI5] ${path} sent empty says of each field that it is needed`, async ({
    page,
    problems,
  }) => {
    problems.expected.push(/status of 400/);
    await page.goto(path);
    await expectLive(page);
    await page.getByRole("button", { name: button, exact: true }).click();
    await expect(page.getByRole("alert").filter({ hasText: "another look" })).toHaveText(
      new RegExp(`^${fields.length} fields? needs? another look`),
    );
    for (const name of fields) {
      const field = page.locator(`[name="${name}"]`);
      await expect(field).toHaveAccessibleDescription("This is needed.");
    }
  });
}
