import { expect, type Page } from "@playwright/test";
import type { TestInstance } from "./fixtures";

let count = 0;

/** A page of this test alone: a component for each endpoint, all of them as one, and a manual one. */
export async function publishStatusPage(
  world: TestInstance,
  endpoints: { id: string; name: string }[],
  more: object = {},
) {
  const slug = `e2e-${process.pid}-${++count}`;
  const components = endpoints.map(({ id, name }) => ({ name, endpointIds: [id] }));
  const page = await world.api<{ id: string }>("POST", "/pages", {
    slug,
    title: "Acme",
    groups: [
      { name: "Core", components },
      {
        name: "",
        components: [
          { name: "All of it", endpointIds: endpoints.map(({ id }) => id) },
          { name: "Phone", status: "UP", description: "On weekdays" },
        ],
      },
    ],
    ...more,
  });
  return { ...page, path: `/status/${slug}` };
}

export const componentRow = (page: Page, name: string) =>
  page.locator("[data-component]").filter({ has: page.getByRole("heading", { name }) });
export const pageHeadline = (page: Page) => page.getByRole("heading", { level: 1 });

/** Sends a form as a browser at this address of the network would. */
export const postFormFrom = (to: string, fields: Record<string, string>, from: string) =>
  fetch(new URL(to, process.env["PHAROS_URL"]), {
    method: "POST",
    headers: { "cf-connecting-ip": from },
    body: new URLSearchParams(fields),
    redirect: "manual",
  });

/** A page whose mails arrive at an inbox of its own; `subscribe` answers the link that was mailed. */
export async function publishMailingPage(
  world: TestInstance,
  endpoints: { id: string; name: string }[],
) {
  const target = process.env["PHAROS_TARGET"]!;
  const inbox = `mails-${process.pid}-${++count}`;
  const channel = await world.api<{ id: string }>("POST", "/channels", {
    name: inbox,
    kind: "resend",
    settings: {
      apiKey: "re_abc",
      from: "status@example.com",
      to: "ops@example.com",
      apiUrl: `${target}/inbox/${inbox}`,
    },
  });
  const page = await publishStatusPage(world, endpoints, { mailChannelId: channel.id });
  const mailedLink = async (address: string): Promise<string | undefined> => {
    const received = await fetch(`${target}/received/${inbox}`);
    const mails = ((await received.json()) as { body: string }[]).map(
      ({ body }) => JSON.parse(body) as { to: string[]; text: string },
    );
    const mail = mails.find(({ to }) => to.includes(address));
    return mail && /http\S+\/subscription\?token=[\w-]{32}/.exec(mail.text)?.[0];
  };
  /** The link that is mailed to whoever asked. */
  async function linkFor(address: string): Promise<string> {
    await expect.poll(() => mailedLink(address), { timeout: 20_000 }).toBeTruthy();
    return (await mailedLink(address))!;
  }
  return {
    ...page,
    linkFor,
    async subscribe(address: string, from: string): Promise<string> {
      await postFormFrom(`${page.path}/subscriptions`, { kind: "email", address }, from);
      return linkFor(address);
    },
    async removeChannel() {
      await world.api("PATCH", `/pages/${page.id}`, { mailChannelId: null });
      await world.api("DELETE", `/channels/${channel.id}`);
    },
  };
}
