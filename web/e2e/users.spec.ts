import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";
import { totpCode } from "../../worker/test/fixtures/totp";
import { withPrivateInstance } from "./private-instance";
import { expectLive, expect, test } from "./fixtures";

test.use({ actionTimeout: 15_000 });
const SETTINGS = { SETUP_TOKEN: "s".repeat(40), ENCRYPTION_KEY: "k".repeat(40) };
const PASSWORD = "correct horse battery";
/** Whoever loses a right has no open page after this. */
const LOSES_WITHIN_MS = 5_000;

const section = (page: Page, title: string) =>
  page.locator("section").filter({ has: page.getByRole("heading", { name: title }) });
const axeFindsNothing = async (page: Page) =>
  expect((await new AxeBuilder({ page }).analyze()).violations, page.url()).toEqual([]);
const expectSignIn = (page: Page) =>
  expect(page).toHaveURL(/\/login/, { timeout: LOSES_WITHIN_MS });

/** A browser's own authenticator, which says yes to everything, as a fingerprint would. */
async function withAuthenticator(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  await devtools.send("WebAuthn.addVirtualAuthenticator", { options });
}

async function becomeOwner(page: Page) {
  await page.goto("/dashboard");
  await expect(page).toHaveURL(/\/setup$/);
  // The link is opened where the page is open already.
  await page.goto(`/setup#${SETTINGS.SETUP_TOKEN}`);
  await expect(page.getByLabel("Set-up token")).toHaveValue(SETTINGS.SETUP_TOKEN);
  await axeFindsNothing(page);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Ada");
  await page.getByLabel("E-mail address").fill("ada@example.com");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Become the owner" }).click();
  await expect(page.getByText("You are the owner now")).toBeVisible();
}

async function signOut(page: Page) {
  await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
  await expect(page).toHaveURL(/\/login/);
}

async function signIn(page: Page, email: string, password: string) {
  await page.goto("/login", { waitUntil: "networkidle" });
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const another = async (browser: Browser, baseURL: string) =>
  (await browser.newContext({ baseURL })).newPage();

test(
  "[PE1] [PE10] somebody sets Pharos up, protects themselves, and lets others in and out",
  { tag: "@deep" },
  async ({ browser }) => {
    await withPrivateInstance(
      async ({ url }) => {
        // Passkeys belong to a name, not to the number of an address.
        const baseURL = url.replace("127.0.0.1", "localhost");
        const ada = await another(browser, baseURL);

        await test.step("the first person becomes the owner", () => becomeOwner(ada));

        await test.step("a passkey is made, and signs in", async () => {
          await withAuthenticator(ada);
          await ada.getByLabel("Name of the new passkey").fill("Laptop");
          await ada.getByRole("button", { name: "Add a passkey" }).click();
          await expect(section(ada, "Passkeys").getByText("Laptop")).toBeVisible();
          await signOut(ada);
          await ada.getByRole("button", { name: "Sign in with a passkey" }).click();
          await expectLive(ada);
        });

        let recoveryCode = "";
        await test.step("a second factor is set up, and asked for after the password", async () => {
          await ada.goto("/settings/profile");
          const factor = section(ada, "Second factor");
          await factor.getByLabel("Password").fill(PASSWORD);
          await factor.getByRole("button", { name: "Set up the app" }).click();
          const secret = await factor.getByRole("group", { name: "Or type this" }).innerText();
          const codes = await factor.getByRole("group", { name: "Recovery codes" }).innerText();
          recoveryCode = codes.split("\n")[0]!;
          await axeFindsNothing(ada);
          await factor
            .getByRole("textbox", { name: "Code" })
            .fill(await totpCode(secret.trim(), Date.now()));
          await factor.getByRole("button", { name: "Turn it on" }).click();
          await expect(factor.getByText("On: a code is asked for")).toBeVisible();
          await signOut(ada);
          await signIn(ada, "ada@example.com", PASSWORD);
          await ada.getByLabel("Code").fill("a wrong code");
          await ada.getByRole("button", { name: "Sign in" }).click();
          await expect(ada.getByRole("alert")).toBeVisible();
          await ada.getByLabel("Code").fill(recoveryCode);
          await ada.getByRole("button", { name: "Sign in" }).click();
          await expectLive(ada);
        });

        const grace = await another(browser, baseURL);
        await test.step("an invitation lets somebody in, with their role", async () => {
          await ada.goto("/settings/people");
          await ada.getByLabel("E-mail address").fill("grace@example.com");
          await ada.getByRole("button", { name: "Create invite link" }).click();
          const link = await ada
            .getByRole("main")
            .getByRole("status")
            .getByRole("group")
            .innerText();
          await grace.goto(link.trim());
          await expect(grace.getByText("You join as grace@example.com, as Viewer")).toBeVisible();
          await axeFindsNothing(grace);
          await grace.getByRole("textbox", { name: "Name", exact: true }).fill("Grace");
          await grace.getByLabel("Password").fill(PASSWORD);
          await grace.getByRole("button", { name: "Continue" }).click();
          await expectLive(grace);
          await grace.goto("/settings/people");
          await expect(grace.getByRole("button", { name: "Create invite link" })).toHaveCount(0);
          await grace.goto("/dashboard");
          await expectLive(grace);
        });

        await test.step("another role ends her sessions, and her page with them", async () => {
          await ada.goto("/settings/people");
          await ada.getByLabel("Role: Grace").selectOption("editor");
          await ada.getByRole("button", { name: "Save changes: Grace" }).click();
          await expectSignIn(grace);
          await signIn(grace, "grace@example.com", PASSWORD);
          await expectLive(grace);
        });

        await test.step("signing out everywhere else ends the page that is open elsewhere", async () => {
          const otherPage = await another(browser, baseURL);
          await signIn(otherPage, "grace@example.com", PASSWORD);
          await expectLive(otherPage);
          await grace.goto("/settings/sessions");
          await expect(grace.getByText("this browser")).toBeVisible();
          await axeFindsNothing(grace);
          await grace.getByRole("button", { name: "Sign out everywhere else" }).click();
          await expectSignIn(otherPage);
          await expect(grace.getByText("Grace · grace@example.com")).toBeVisible();
          await grace.goto("/dashboard");
          await expectLive(grace);
        });

        await test.step("whoever is removed is gone, once that was confirmed", async () => {
          await ada.goto("/settings/people");
          await ada.getByRole("button", { name: "Remove: Grace" }).click();
          await ada.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
          await ada.getByRole("button", { name: "Remove: Grace" }).click();
          const dialog = ada.getByRole("dialog", { name: "Remove Grace?" });
          await axeFindsNothing(ada);
          await dialog.getByRole("button", { name: "Remove" }).click();
          await expectSignIn(grace);
          await expect(ada.getByText("grace@example.com")).toHaveCount(0);
        });

        await test.step("a token is shown once, works, and is revoked", async () => {
          await ada.goto("/settings/tokens");
          await ada.getByLabel("Name of the token").fill("deploys");
          await ada.getByRole("button", { name: "Create token" }).click();
          const token = (
            await ada.getByRole("main").getByRole("status").getByRole("group").innerText()
          ).trim();
          const listEndpoints = () =>
            fetch(`${url}/api/v1/endpoints`, { headers: { authorization: `Bearer ${token}` } });
          expect((await listEndpoints()).status).toBe(200);
          await ada.goto("/settings/tokens");
          expect(await ada.content()).not.toContain(token);
          await axeFindsNothing(ada);
          await ada.getByRole("button", { name: "Revoke: deploys" }).click();
          await ada.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
          await expect(ada.getByText("deploys")).toHaveCount(0);
          expect((await listEndpoints()).status).toBe(401);
        });

        await test.step("all of it stands in the audit log, without a secret", async () => {
          await ada.goto("/settings/audit");
          const log = ada.getByRole("main");
          for (const text of ["Became the owner", "Person · removed", "Token · removed"]) {
            await expect(log.getByText(text).first()).toBeVisible();
          }
          await axeFindsNothing(ada);
          const all = await ada.content();
          for (const secret of [PASSWORD, SETTINGS.SETUP_TOKEN, recoveryCode]) {
            expect(all).not.toContain(secret);
          }
        });
        for (const context of browser.contexts()) await context.close();
      },
      { settings: SETTINGS },
    );
  },
);
