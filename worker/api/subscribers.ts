import { Hono } from "hono";
import { toIso } from "../domain/instant";
import { componentsOf, type Page } from "../domain/pages/page";
import type { Subscription } from "../domain/pages/subscription";
import type { List } from "../protocol/api";
import type { SubscriberView } from "../protocol/subscription";
import type { ApiEnv } from "./context";
import { notFound } from "./errors";
import { loadPage } from "./pages";

/** Who is told what a page says: their addresses are for those who edit it alone. */
export const subscriberRoutes = new Hono<ApiEnv>()
  .get("/:id/subscribers", async (c) => {
    const page = await loadPage(c.var.ports, c.req.param("id"));
    const all = await c.var.ports.pages.subscribers.list(page.id);
    const list: List<SubscriberView> = {
      data: all.map((one) => subscriberView(one, page)),
      nextCursor: null,
    };
    return c.json(list);
  })
  .delete("/:id/subscribers/:subscriber", async (c) => {
    const { id, subscriber } = c.req.param();
    if (!(await c.var.ports.pages.subscribers.remove(id, subscriber))) {
      throw notFound("subscriber", subscriber);
    }
    return c.body(null, 204);
  });

function subscriberView(
  { id, kind, address, componentIds, confirmedAt, createdAt }: Subscription,
  page: Page,
): SubscriberView {
  const names = componentsOf(page).filter((one) => componentIds?.includes(one.id));
  return {
    id,
    kind,
    address: kind === "email" ? address : new URL(address).host,
    components: componentIds && names.map(({ name }) => name),
    confirmedAt: toIso(confirmedAt ?? createdAt),
  };
}
