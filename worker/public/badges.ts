import { Hono, type Context } from "hono";
import type { Env } from "../env";
import type { PageEntry, SitePorts } from "../ports/pages";
import type { PublicPage } from "../protocol/page";
import { answerKept, type Made } from "./answer";
import { badgeOf, BADGES, shieldsJson, svgBadge, type Badge } from "./badge";
import { embedded } from "./embed";

export type BadgeEnv = { Bindings: Env; Variables: { ports: SitePorts } };
type Asked = Context<BadgeEnv>;
type Make = (page: PublicPage, query: URLSearchParams) => Made | Promise<Made> | null;

/** What of a query changes a badge; of all else nobody fills the cache. */
const ASKED = ["style", "label", "variant", "theme", "language"];

/** Of pages that everybody may read, and of no others: a badge stands where nobody signs in. */
async function answerFor(c: Asked, entry: PageEntry | null, make: Make): Promise<Response> {
  const given = new URL(c.req.url).searchParams;
  const query = new URLSearchParams();
  for (const name of ASKED) {
    const value = given.get(name);
    if (value !== null) query.set(name, value.slice(0, 60));
  }
  const key = `${c.req.path}?${query.toString()}`;
  if (!entry || entry.visibility !== "public") return notThere(c);
  const afterwards = (work: Promise<unknown>) => c.executionCtx.waitUntil(work.catch(() => {}));
  return answerKept(c.req.raw, { key, afterwards }, async () => {
    const page = await c.var.ports.page(entry.id);
    const made = page && (await make(page, query));
    if (!made) return NOT_THERE;
    return { ...made, headers: { "access-control-allow-origin": "*", ...made.headers } };
  });
}

const NOT_THERE: Made = {
  status: 404,
  body: JSON.stringify({ error: { code: "not_found", message: "expected an existing badge" } }),
  type: "application/json",
};
const notThere = (c: Asked) =>
  c.body(NOT_THERE.body as string, 404, {
    "content-type": NOT_THERE.type,
    "cache-control": "no-store",
  });

const shown = (badge: Badge | null, format: string, query: URLSearchParams): Made | null =>
  badge && (format === "svg" ? svgBadge(badge, query) : shieldsJson(badge));

const bySlug = async (c: Asked, slug: string) =>
  (await c.var.ports.directory()).find((one) => one.slug === slug) ?? null;

/** Of all public pages the first that has such a component: other monitors' paths name no page. */
async function withComponent(c: Asked, is: (id: string, name: string, group: string) => boolean) {
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
const keyOf = (group: string, name: string): string => {
  const part = (text: string) => text.toLowerCase().replace(/[ /_,.#+&]/g, "-");
  return `${part(group)}_${part(name)}`;
};

/** Badges by our own paths, by Gatus' and by Uptime Kuma's, and the widget in a frame. */
export const badges = new Hono<BadgeEnv>()
  .get("/embed/:slug", async (c) => answerFor(c, await bySlug(c, c.req.param("slug")), embedded))
  .get("/badge/:slug/:component/:file", async (c) => {
    const { slug, component, file } = c.req.param();
    const [, kind = "", format = ""] = /^(.+)\.(svg|json)$/.exec(file) ?? [];
    return answerFor(c, await bySlug(c, slug), (page, query) =>
      BADGES.includes(kind) ? shown(badgeOf(page, component, kind), format, query) : null,
    );
  })
  .get("/api/badge/:component/:kind/:window?", async (c) => {
    const { component, kind, window = "24" } = c.req.param();
    const wanted = KUMA.get(kind)?.(window);
    const found = await withComponent(c, (id) => id === component);
    return answerFor(c, found?.entry ?? null, (page, query) =>
      wanted === undefined ? null : shown(badgeOf(page, component, wanted), "svg", query),
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

async function gatus(c: Asked, key: string, kind: string | undefined, file: string) {
  const found = await withComponent(
    c,
    (_, name, group) => keyOf(group, name) === key.toLowerCase(),
  );
  return answerFor(c, found?.entry ?? null, (page, query) =>
    found && kind !== undefined
      ? shown(badgeOf(page, found.component, kind), file.endsWith("svg") ? "svg" : "json", query)
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
