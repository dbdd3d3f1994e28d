import type { Page } from "@playwright/test";
import type { World } from "./pharos";

let count = 0;

/** A page of this test alone: a component for each endpoint, all of them as one, and a manual one. */
export async function publish(
  world: World,
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

export const row = (page: Page, name: string) =>
  page.locator("[data-component]").filter({ has: page.getByRole("heading", { name }) });
export const headline = (page: Page) => page.getByRole("heading", { level: 1 });
