import { Hono } from "hono";
import * as v from "valibot";
import { toIso } from "../domain/instant";
import { componentsOf, type Page } from "../domain/pages/page";
import type { Subscription } from "../domain/pages/subscription";
import type { ApiPorts } from "../ports";
import type { List } from "../protocol/api";
import type { SubscriberView } from "../protocol/subscription";
import type { ApiEnv } from "./context";
import { attachment } from "./download";
import { HttpError, notFound } from "./errors";
import { decode, oneOf } from "./input";
import { loadPage } from "./pages";

/** Those that somebody has confirmed, where nothing is said. */
const query = v.object({ confirmed: oneOf(["true", "false"]) });

const COLUMNS = ["id", "kind", "address", "components", "language", "createdAt", "confirmedAt"];

/** Who is told what a page says: their addresses are for those who edit it alone. */
export const subscriberRoutes = new Hono<ApiEnv>()
  .get("/:id/subscribers", async (c) => {
    const { confirmed } = decode(query, c.req.query());
    const page = await loadPage(c.var.ports, c.req.param("id"));
    const all = await c.var.ports.pages.subscribers.list(page.id, confirmed !== "false");
    const list: List<SubscriberView> = {
      data: all.map((one) => subscriberView(one, page)),
      nextCursor: null,
    };
    return c.json(list);
  })
  .get("/:id/subscribers/:file", async (c) => {
    const { id, file } = c.req.param();
    const [, format] = /^export\.(csv|json)$/.exec(file) ?? [];
    if (!format) {
      const seen = file.slice(0, 80);
      throw new HttpError("not_found", `expected export.csv or export.json, saw ${seen}`);
    }
    const page = await loadPage(c.var.ports, id);
    const rows = exportedRows(c.var.ports, page);
    const isCsv = format === "csv";
    return attachment(c, { file: `subscribers.${format}`, columns: COLUMNS, rows, isCsv });
  })
  .delete("/:id/subscribers", async (c) => {
    const { confirmed } = decode(query, c.req.query());
    if (confirmed !== "false") {
      throw new HttpError("invalid", "expected confirmed=false: others are removed one by one", {
        confirmed: "expected false",
      });
    }
    const page = await loadPage(c.var.ports, c.req.param("id"));
    await c.var.ports.pages.subscribers.removeUnconfirmed(page.id);
    return c.body(null, 204);
  })
  .delete("/:id/subscribers/:subscriber", async (c) => {
    const { id, subscriber } = c.req.param();
    if (!(await c.var.ports.pages.subscribers.remove(id, subscriber))) {
      throw notFound("subscriber", subscriber);
    }
    return c.body(null, 204);
  });

/** All that is kept of whoever a page tells, or has asked: as much of an address as editors may see. */
async function* exportedRows({ pages }: ApiPorts, page: Page) {
  for (const isConfirmed of [true, false]) {
    for (const one of await pages.subscribers.list(page.id, isConfirmed)) {
      const { components, ...view } = subscriberView(one, page);
      yield { ...view, components: components?.join(", ") ?? null, language: one.language };
    }
  }
}

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
    createdAt: toIso(createdAt),
    confirmedAt: confirmedAt === null ? null : toIso(confirmedAt),
  };
}
