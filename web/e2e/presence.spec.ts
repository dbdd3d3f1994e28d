import type { Browser } from "@playwright/test";
import { withPrivateInstance } from "./private-instance";
import { expectLive, expect, test } from "./fixtures";

const SETTINGS = { SETUP_TOKEN: "s".repeat(40), ENCRYPTION_KEY: "k".repeat(40) };
const PASSWORD = "correct horse battery";

/** Asks as a browser would, and answers with the cookie that it would keep. */
async function post(url: string, path: string, { body, cookie = "" }: PostOptions) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, cookie },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  expect(response.ok, text).toBe(true);
  const [sessionCookie = ""] = response.headers
    .getSetCookie()
    .map((header) => header.split(";")[0]!);
  return {
    cookie: sessionCookie,
    answer: (text ? JSON.parse(text) : {}) as { id: string; link: string },
  };
}
type PostOptions = { body: object; cookie?: string };

async function owner(url: string): Promise<string> {
  const body = {
    token: SETTINGS.SETUP_TOKEN,
    name: "Ada",
    email: "ada@example.com",
    password: PASSWORD,
  };
  return (await post(url, "/setup", { body })).cookie;
}

async function viewer(url: string, cookie: string): Promise<string> {
  const invited = { email: "mina@example.com", role: "viewer" };
  const invitation = await post(url, "/invitations", { body: invited, cookie });
  const token = new URL(invitation.answer.link).hash.slice(1);
  const body = { token, name: "Mina", password: PASSWORD };
  return (await post(url, "/invitations/accept", { body })).cookie;
}

async function browserOf(browser: Browser, url: string, cookie: string) {
  const context = await browser.newContext({ baseURL: url });
  const at = cookie.indexOf("=");
  await context.addCookies([{ name: cookie.slice(0, at), value: cookie.slice(at + 1), url }]);
  return context;
}

test(
  "[RM21] [UI33] who has the same incident open is seen, once, until they leave",
  { tag: "@deep" },
  async ({ browser }) => {
    await withPrivateInstance(
      async ({ url }) => {
        const cookie = await owner(url);
        const incident = { title: "Cards fail", affected: [] };
        const opened = await post(url, "/incidents", { body: incident, cookie });
        const path = `/incidents/${opened.answer.id}`;
        const [ada, mina] = [
          await browserOf(browser, url, cookie),
          await browserOf(browser, url, await viewer(url, cookie)),
        ];
        const open = async (context: typeof ada) => {
          const page = await context.newPage();
          await page.goto(path);
          await expectLive(page);
          return page;
        };
        const [adaPage, adaTab] = [await open(ada), await open(ada)];
        const [minaPage, minaTab] = [await open(mina), await open(mina)];
        const presenceText = (page: typeof adaPage) => page.getByText("looking at this as well");
        await expect(presenceText(adaPage)).toHaveText("Mina is looking at this as well");
        await expect(presenceText(adaTab)).toHaveText("Mina is looking at this as well");
        for (const page of [minaPage, minaTab]) {
          await expect(presenceText(page)).toHaveText("Ada is looking at this as well");
        }
        await minaTab.close();
        await minaPage.goto("/incidents");
        await expect(presenceText(adaPage)).toHaveCount(0);
        await adaTab.close();
        await minaPage.goBack();
        await expect(presenceText(adaPage)).toHaveText("Mina is looking at this as well");
        await expect(presenceText(minaPage)).toHaveText("Ada is looking at this as well");
        for (const context of [ada, mina]) await context.close();
      },
      { settings: SETTINGS },
    );
  },
);
