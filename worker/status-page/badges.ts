import { Hono, type Context } from "hono";
import type { Env } from "../env";
import type { PageEntry, SitePorts } from "../ports/pages";
import type { PublicPage } from "../protocol/public-page";
import { respondCached, type Rendered } from "./http-cache";
import { badgeOf, BADGES, shieldsJson, svgBadge, type Badge } from "./badge";
import { embedResponse } from "./embed";

export type BadgeEnv = { Bindings: Env; Variables: { ports: SitePorts } };
type BadgeContext = Context<BadgeEnv>;
type RenderBadge = (
  page: PublicPage,
  query: URLSearchParams,
) => Rendered | Promise<Rendered> | null;

/** What of a query changes a badge; of all else nobody fills the cache. */
const ALLOWED_QUERY = ["style", "label", "variant", "theme", "language"];

/** Of pages that everybody may read, and of no others: a badge stands where nobody signs in. */
async function respondBadge(
  c: BadgeContext,
  entry: PageEntry | null,
  make: RenderBadge,
): Promise<Response> {
  const given = new URL(c.req.url).searchParams;
  const query = new URLSearchParams();
  for (const name of ALLOWED_QUERY) {
    const value = given.get(name);
    if (value !== null) query.set(name, value.slice(0, 60));
  }
  const key = `${c.req.path}?${query.toString()}`;
  if (!entry || entry.visibility !== "public") return notFound(c);
  const waitUntil = (work: Promise<unknown>) => c.executionCtx.waitUntil(work.catch(() => {}));
  return respondCached(c.req.raw, { key, waitUntil }, async () => {
    const page = await c.var.ports.page(entry.id);
    const rendered = page && (await make(page, query));
    if (!rendered) return NOT_FOUND;
    return { ...rendered, headers: { "access-control-allow-origin": "*", ...rendered.headers } };
  });
}

const NOT_FOUND: Rendered = {
  status: 404,
  body: JSON.stringify({ error: { code: "not_found", message: "expected an existing badge" } }),
  type: "application/json",
};
const notFound = (c: BadgeContext) =>
  c.body(NOT_FOUND.body as string, 404, {
    "content-type": NOT_FOUND.type,
    "cache-control": "no-store",
  });

const formatBadge = (
  badge: Badge | null,
  format: string,
  query: URLSearchParams,
): Rendered | null => badge && (format === "svg" ? svgBadge(badge, query) : shieldsJson(badge));

const bySlug = async (c: BadgeContext, slug: string) =>
  (await c.var.ports.directory()).find((one) => one.slug === slug) ?? null;

/** Of all public pages the first that has such a component: other monitors' paths name no page. */
async function findComponent(
  c: BadgeContext,
  is: (id: string, name: string, group: string) => boolean,
) {
  const { ports } = c.var;
  for (const entry of await ports.directory()) {
    if (entry.visibility !== "public") continue;
    const page = await ports.page(entry.id);
    for (const group of page?.groups ?? []) {
      const found = group.components.find(({ id, name }) => is(id, name, group.name));
      if (found) return { entry, component: found.id };
    }
  }
  return null;
}

/** Gatus' key of an endpoint: its group and its name, with what cannot stand in a path replaced. */
const gatusKey = (group: string, name: string): string => {
  const sanitize = (text: string) => text.toLowerCase().replace(/[ /_,.#+&]/g, "-");
  return `${sanitize(group)}_${sanitize(name)}`;
};

/** Badges by our own paths, by Gatus' and by Uptime Kuma's, and the widget in a frame. */
export const badgeRoutes = new Hono<BadgeEnv>()
  .get("/embed/:slug", async (c) =>
    respondBadge(c, await bySlug(c, c.req.param("slug")), embedResponse),
  )
  .get("/badge/:slug/:component/:file", async (c) => {
    const { slug, component, file } = c.req.param();
    const [, kind = "", format = ""] = /^(.+)\.(svg|json)$/.exec(file) ?? [];
    return respondBadge(c, await bySlug(c, slug), (page, query) =>
      BADGES.includes(kind) ? formatBadge(badgeOf(page, component, kind), format, query) : null,
    );
  })
  .get("/api/badge/:component/:kind/:window?", async (c) => {
    const { component, kind, window = "24" } = c.req.param();
    const wanted = KUMA.get(kind)?.(window);
    const found = await findComponent(c, (id) => id === component);
    return respondBadge(c, found?.entry ?? null, (page, query) =>
      wanted === undefined ? null : formatBadge(badgeOf(page, component, wanted), "svg", query),
    );
  })
  .get("/api/v1/endpoints/:key/health/:file{badge\\.(svg|shields)}", (c) =>
    gatus(c, c.req.param("key"), "status", c.req.param("file")),
  )
  .get("/api/v1/endpoints/:key/uptimes/:window/badge.svg", (c) =>
    gatus(c, c.req.param("key"), GATUS_WINDOWS.get(c.req.param("window")), "badge.svg"),
  )
  .get("/api/v1/endpoints/:key/response-times/:window/badge.svg", (c) =>
    gatus(c, c.req.param("key"), "latency", "badge.svg"),
  );

async function gatus(c: BadgeContext, key: string, kind: string | undefined, file: string) {
  const found = await findComponent(
    c,
    (_, name, group) => gatusKey(group, name) === key.toLowerCase(),
  );
  return respondBadge(c, found?.entry ?? null, (page, query) =>
    found && kind !== undefined
      ? formatBadge(
          badgeOf(page, found.component, kind),
          file.endsWith("svg") ? "svg" : "json",
          query,
        )
      : null,
  );
}

// Maps, not objects: a stranger may ask for "constructor".
const GATUS_WINDOWS = new Map([
  ["1h", "uptime-24h"],
  ["24h", "uptime-24h"],
  ["7d", "uptime-7d"],
  ["30d", "uptime-30d"],
]);

/** Uptime Kuma counts hours. */
const KUMA_HOURS = new Map([
  ["24", "uptime-24h"],
  ["168", "uptime-7d"],
  ["720", "uptime-30d"],
]);
const KUMA = new Map<string, (window: string) => string | undefined>([
  ["status", () => "status"],
  ["uptime", (hours) => KUMA_HOURS.get(hours)],
  ["ping", () => "latency"],
  ["avg-response", () => "latency"],
  ["response", () => "latency"],
]);

/** Paths of this file that lie among those of the API. */
export const isBadgePath = (pathname: string): boolean =>
  /^\/(badge|embed|api\/badge)\/|^\/api\/v1\/endpoints\/[^/]+\/(health\/badge\.(svg|shields)|(uptimes|response-times)\/[^/]+\/badge\.svg)$/.test(
    pathname,
  );
