import { Hono, type Context } from "hono";
import { nanoid } from "nanoid";
import * as v from "valibot";
import { toIso } from "../domain/instant";
import { endpointIdsOf, type Page } from "../domain/pages/page";
import { canSendEmail, EMAIL_CHANNEL_KINDS } from "../domain/pages/subscription";
import type { ApiPorts } from "../ports";
import type { PageRecord } from "../ports/pages";
import type { List } from "../protocol/api";
import type { DomainView, PageView } from "../protocol/page-view";
import type { ApiEnv } from "./context";
import { createOnce } from "./create-once";
import { notFound, HttpError } from "./errors";
import { decode, pageQuery, readJson, withoutUndefined } from "./input";
import { saveEdit, sendEtag } from "./versions";
import { newPageSchema, pageChangesSchema, withComponentIds } from "./page-input";

const componentId = () => nanoid(10);

export const pageRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const { limit, cursor } = decode(v.object(pageQuery), c.req.query());
    const page = await c.var.ports.pages.list({ limit, cursor });
    const list: List<PageView> = { ...page, data: page.data.map(pageView) };
    return c.json(list);
  })
  .post("/", async (c) => {
    const ports = c.var.ports;
    const now = ports.now();
    const body = decode(newPageSchema, await readJson(c));
    const { password, groups, ...given } = body;
    const { created, isNew } = await createOnce(c, {
      kind: "page",
      body,
      find: (id) => sendEtag(c, "page", id).then(() => ports.pages.find(id)),
      async prepare() {
        const page: PageRecord = {
          ...given,
          id: "",
          groups: withComponentIds(groups, [], componentId),
          passwordHash: password === null ? null : await ports.pages.hashPassword(password),
          createdAt: now,
          updatedAt: now,
        };
        await assertValidPage(ports, page, null);
        return page;
      },
      insert: (id, page) => ports.pages.insert({ ...page, id }),
    });
    if (isNew) await ports.pages.notifyChanged(null, created);
    return c.json(pageView(created), 201);
  })
  .get("/:id", async (c) => {
    const id = c.req.param("id");
    await sendEtag(c, "page", id);
    return c.json(pageView(await loadPage(c.var.ports, id)));
  })
  .get("/:id/domain", async (c) => {
    const { domain } = await loadPage(c.var.ports, c.req.param("id"));
    const state = domain === null ? null : await c.var.ports.pages.checkDomain(domain);
    return c.json({ domain, state } satisfies DomainView);
  })
  .patch("/:id", async (c) => {
    const ports = c.var.ports;
    const { password, groups, ...given } = decode(pageChangesSchema, await readJson(c));
    const passwordHash = password && (await ports.pages.hashPassword(password));
    const { before, after } = await saveEdit(c, {
      ...pageEdit(c),
      write: async (page, edit) => {
        const changes: Partial<PageRecord> = {
          ...(withoutUndefined(given) as Partial<Page>),
          ...(groups && { groups: withComponentIds(groups, page.groups, componentId) }),
          ...(passwordHash !== undefined && { passwordHash }),
        };
        const saved = { before: page, after: { ...page, ...changes, updatedAt: edit.at } };
        await assertValidPage(ports, saved.after, page);
        return (await ports.pages.update(page.id, changes, edit)) ? { saved } : null;
      },
    });
    await ports.pages.notifyChanged(before, after);
    return c.json(pageView(after));
  })
  .delete("/:id", async (c) => {
    const ports = c.var.ports;
    const page = await saveEdit(c, {
      ...pageEdit(c),
      write: async (saved, edit) => {
        c.var.auth.addAuditNote({ resource: saved.title });
        return (await ports.pages.remove(saved.id, edit)) ? { saved } : null;
      },
    });
    await ports.pages.notifyChanged(page, null);
    return c.body(null, 204);
  });

const pageEdit = (c: Context<ApiEnv, "/:id">) => ({
  kind: "page" as const,
  id: c.req.param("id"),
  load: () => loadPage(c.var.ports, c.req.param("id")),
  view: pageView,
});

export async function loadPage(ports: ApiPorts, id: string): Promise<PageRecord> {
  const page = await ports.pages.find(id);
  if (!page) throw notFound("page", id);
  return page;
}

function pageView({ passwordHash, createdAt, updatedAt, ...page }: PageRecord): PageView {
  return {
    ...page,
    hasPassword: passwordHash !== null,
    createdAt: toIso(createdAt),
    updatedAt: toIso(updatedAt),
  };
}

async function assertValidPage(
  ports: ApiPorts,
  page: PageRecord,
  before: PageRecord | null,
): Promise<void> {
  const problems: Record<string, string> = {};
  const conflicts = await ports.pages.findConflicts(page);
  if (conflicts.slug) problems["slug"] = `expected a slug that no other page has, saw ${page.slug}`;
  if (conflicts.domain) problems["domain"] = "expected a domain that no other page has";
  if (page.visibility === "password" && page.passwordHash === null) {
    problems["password"] = "expected a password, since the page asks for one";
  }
  // Of one that was deleted meanwhile nothing is shown; it does not stand in the way of saving.
  const known = new Set(before ? endpointIdsOf(before) : []);
  const added = endpointIdsOf(page).filter((id) => !known.has(id));
  const missing = added.length > 0 ? await ports.endpoints.missing(added) : [];
  if (missing.length > 0) {
    problems["groups"] = `expected existing endpoints, saw ${missing.join(", ")}`;
  }
  if (page.mailChannelId !== null && page.mailChannelId !== before?.mailChannelId) {
    const channel = await ports.channels.find(page.mailChannelId);
    if (!channel || !canSendEmail(channel.kind)) {
      problems["mailChannelId"] =
        `expected a channel of the kind ${EMAIL_CHANNEL_KINDS.join(", ")}`;
    }
  }
  const [first] = Object.entries(problems);
  if (first) throw new HttpError("invalid", first.join(": "), problems);
}
