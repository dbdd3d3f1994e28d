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

/** Whoever is reached at this inbox asks to be told of a page, and is sent this link to confirm. */
export async function requestPageSubscription(
  path: string,
  inbox: string,
  from: string,
): Promise<string> {
  const target = process.env["PHAROS_TARGET"]!;
  await postFormFrom(
    `${path}/subscriptions`,
    { kind: "webhook", address: `${target}/inbox/${inbox}` },
    from,
  );
  const received = async () =>
    (await (await fetch(`${target}/received/${inbox}`)).json()) as { body: string }[];
  await expect.poll(async () => (await received()).length, { timeout: 20_000 }).toBeGreaterThan(0);
  const { data } = JSON.parse((await received())[0]!.body) as { data: { link: string } };
  return data.link;
}
