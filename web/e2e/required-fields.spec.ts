import { expectLive, expect, test } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => signIn(page));

for (const { path, button, fields } of [
  {
    path: "/channels/new?kind=webhook",
    button: "Add the channel",
    fields: { name: "Enter a name.", "settings.url": "Enter a value." },
  },
  { path: "/incidents/new", button: "Open an incident", fields: { title: "Enter a title." } },
]) {
  test(
    `[UI5] ${path} sent empty says at each field what to enter`,
    { tag: "@deep" },
    async ({ page, problems }) => {
      problems.expected.push(/status of 400/);
      await page.goto(path);
      await expectLive(page);
      await page.getByRole("button", { name: button, exact: true }).click();
      await expect(page.getByRole("alert").filter({ hasText: "another look" })).toHaveText(
        new RegExp(`^${Object.keys(fields).length} fields? needs? another look`),
      );
      for (const [name, problem] of Object.entries(fields)) {
        const field = page.locator(`[name="${name}"]`);
        await expect(field).toHaveAccessibleDescription(problem);
      }
    },
  );
}
