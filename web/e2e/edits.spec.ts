import { expectLive, expect, test } from "./fixtures";

type Endpoint = { name: string; timeoutMs: number };

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });
    test.beforeEach(async ({ page, signIn, problems }) => {
      await signIn(page);
      // Without scripts the answer is a page, and the browser says its status.
      problems.expected.push(/status of 409/);
    });

    test(
      "[ED4] of two who edit one endpoint both are stored, and where they meet both are shown",
      { tag: "@deep" },
      async ({ page, world }) => {
        const { id } = await world.createEndpoint("Edited by two");
        const stored = () => world.api<Endpoint>("GET", `/endpoints/${id}`);
        const open = async () => {
          await page.goto(`/endpoints/${id}/edit`);
          if (javaScriptEnabled) await expectLive(page);
        };
        const name = page.getByRole("textbox", { name: "Name" });

        await open();
        await world.api("PATCH", `/endpoints/${id}`, { timeoutMs: 4_000 });
        await name.fill("Mine");
        await page.getByRole("button", { name: "Save changes" }).click();
        await expect(page.getByRole("heading", { name: "Mine" })).toBeVisible();
        expect(await stored()).toMatchObject({ name: "Mine", timeoutMs: 4_000 });

        await open();
        await world.api("PATCH", `/endpoints/${id}`, { name: "Theirs" });
        await name.fill("Mine again");
        await page.getByRole("button", { name: "Save changes" }).click();
        const notice = page.getByRole("alert").filter({ hasText: "while you were editing" });
        await expect(notice).toContainText("ADMIN_TOKEN saved this at");
        await expect(notice).toContainText(/Theirs: Theirs\s+Yours: Mine again/);
        await expect(name).toHaveValue("Mine again");
        expect((await stored()).name).toBe("Theirs");

        await page.getByRole("button", { name: "Save mine anyway" }).click();
        await expect(page.getByRole("heading", { name: "Mine again" })).toBeVisible();
        expect(await stored()).toMatchObject({ name: "Mine again", timeoutMs: 4_000 });
      },
    );
  });
}
