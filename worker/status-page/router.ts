import { Hono, type Context } from "hono";
import type { Env } from "../env";
import { logError } from "../log";
import type { PageEntry, SitePorts } from "../ports/pages";
import { respondCached, respondPrivate, type Rendered } from "./http-cache";
import { DOMAIN_PROOF_PATH } from "./domain-proof";
import { badgeRoutes, isBadgePath } from "./badges";
import { REPRESENTATIONS } from "./representations";
import type { Representation } from "./representation";
import { logo } from "./logo";
import { isMonth } from "./month";
import { findVisiblePage } from "./page-reader";
import { imagePath, ogImage } from "./og-image";
import { manageSubscription, subscribe, subscriptionView } from "./subscriptions";
import { unlock } from "./unlock";
import { anonymousRequest, readViewer } from "./viewer";

export type Render = (request: Request, env: Env, ctx: ExecutionContext) => Promise<Response>;
export type SiteDeps = {
  portsOf(env: Env): SitePorts;
  /** The pages, as SvelteKit renders them. */
  render: Render;
  languages: readonly string[];
};

type SiteEnv = { Bindings: Env; Variables: { ports: SitePorts } };
type SiteContext = Context<SiteEnv>;

/** Whether a path is the public site's. */
export const isPublicPath = (pathname: string): boolean =>
  pathname === "/" ||
  pathname === "/__data.json" ||
  pathname === "/history" ||
  pathname.startsWith("/status/") ||
  isBadgePath(pathname) ||
  /^\/og(\.[a-z]{2})?\.png$/.test(pathname) ||
  pathname === DOMAIN_PROOF_PATH ||
  pathname === "/subscription" ||
  pathname === "/subscription.json" ||
  ROOT_PATHS.has(pathname);

const ROOT_PATHS = new Set(Object.keys(REPRESENTATIONS).map((path) => `/${path}`));

/** All that strangers see: pages as HTML, and everything made from the same data. */
export function createSite({ portsOf, render, languages }: SiteDeps) {
  const site = new Hono<SiteEnv>().use(async (c, next) => {
    c.set("ports", portsOf(c.env));
    await next();
  });

  const html = async (c: SiteContext, entry: PageEntry): Promise<Response> => {
    const ctx = c.executionCtx as ExecutionContext;
    if (entry.visibility !== "public") {
      const isClosed = !(await c.var.ports.canRead(entry, c.req.raw));
      return isClosed && entry.visibility === "password"
        ? c.redirect(`/status/${entry.slug}/unlock`, 303)
        : render(c.req.raw, c.env, ctx);
    }
    const visitor = readViewer(c.req.raw, languages);
    const url = normalizeUrl(c.req.url);
    const key = `${url.href} ${visitor.language} ${visitor.theme}`;
    return respondCached(c.req.raw, cacheOptions(c, key), async () =>
      toRendered(await render(anonymousRequest(c.req.raw, url, visitor), c.env, ctx)),
    );
  };

  const format = async (c: SiteContext, entry: PageEntry | null, make: Representation) => {
    if (!entry) return notFound(c);
    const ports = c.var.ports;
    if (!(await ports.canRead(entry, c.req.raw))) return unauthorized(c);
    const url = normalizeUrl(c.req.url);
    const { origin } = url;
    const renderPage = async (): Promise<Rendered> => {
      const page = await ports.page(entry.id);
      if (!page) return NOT_FOUND;
      const result = await make(page, {
        origin,
        base: baseOf(entry, origin),
        now: ports.now(),
        month: () => ports.month(entry.id, url.searchParams.get("month")),
      });
      return { ...result, headers: { ...ANY_ORIGIN, ...result.headers } };
    };
    if (entry.visibility !== "public") return respondPrivate(c.req.raw, await renderPage());
    return respondCached(c.req.raw, cacheOptions(c, url.href), renderPage);
  };

  const atRoot = (c: SiteContext) => findVisiblePage(c.var.ports, c.req.raw, null);
  const atSlug = (c: SiteContext) =>
    findVisiblePage(c.var.ports, c.req.raw, c.req.param("slug") ?? null);

  for (const path of ["/", "/__data.json"]) {
    site.get(path, async (c) => {
      const entry = await atRoot(c);
      if (entry) return html(c, entry);
      if (path !== "/") return renderOther(c);
      const { hostname } = new URL(c.req.url);
      const directory = await c.var.ports.directory();
      const isPageDomain = directory.some(({ domain }) => domain === hostname);
      return c.redirect(isPageDomain ? "/login?next=%2F" : "/dashboard", 307);
    });
  }
  site.get("/history", async (c) => {
    const entry = await atRoot(c);
    const { search } = normalizeUrl(c.req.url);
    return entry ? c.redirect(`/status/${entry.slug}/history${search}`, 302) : renderOther(c);
  });
  for (const path of ["", "/__data.json", "/history"]) {
    site.get(`/status/:slug${path}`, async (c) => {
      const entry = await atSlug(c);
      return entry ? html(c, entry) : renderOther(c);
    });
  }
  site.get(DOMAIN_PROOF_PATH, async (c) => {
    const { hostname } = new URL(c.req.url);
    const isPageDomain = (await c.var.ports.directory()).some(({ domain }) => domain === hostname);
    if (!isPageDomain) return notFound(c);
    return c.text(await c.var.ports.domainProof(hostname), 200, { "cache-control": "no-store" });
  });
  site.get("/status/:slug/logo", async (c) => {
    const entry = await atSlug(c);
    if (!entry || !(await c.var.ports.canRead(entry, c.req.raw))) return notFound(c);
    const renderLogo = async () => logo(await c.var.ports.logo(entry.id)) ?? NOT_FOUND;
    return entry.visibility === "public"
      ? respondCached(c.req.raw, cacheOptions(c, c.req.path), renderLogo)
      : respondPrivate(c.req.raw, await renderLogo());
  });
  site.post("/status/:slug/unlock", async (c) => {
    const entry = await atSlug(c);
    return entry ? unlock(c.var.ports, entry, c.req.raw) : renderOther(c);
  });
  const image = async (c: SiteContext, entry: PageEntry | null, language: string) => {
    if (entry?.visibility !== "public") return notFound(c);
    return respondCached(c.req.raw, cacheOptions(c, normalizeUrl(c.req.url).href), async () => {
      const page = await c.var.ports.page(entry.id);
      if (!page) return NOT_FOUND;
      return ogImage(await c.env.ASSETS.fetch(new URL(imagePath(page, language), c.req.url)));
    });
  };
  for (const [index, language] of languages.entries()) {
    const name = index === 0 ? "og.png" : `og.${language}.png`;
    site.get(`/${name}`, async (c) => image(c, await atRoot(c), language));
    site.get(`/status/:slug/${name}`, async (c) => image(c, await atSlug(c), language));
  }
  site.post("/status/:slug/subscriptions", async (c) => {
    if (isCrossOrigin(c.req.raw)) return respondPrivate(c.req.raw, CROSS_ORIGIN);
    const entry = await atSlug(c);
    const page = entry && (await c.var.ports.page(entry.id));
    if (!page || page.subscribeBy.length === 0) return notFound(c);
    const { language } = readViewer(c.req.raw, languages);
    return subscribe(c.var.ports.subscriptions, page, { request: c.req.raw, language });
  });
  site.get("/subscription.json", async (c) => {
    const view = await subscriptionView(c.var.ports.subscriptions, c.req.query("token") ?? "");
    return view ? c.json(view, 200, { "cache-control": "private, no-store" }) : notFound(c);
  });
  site.post("/subscription", (c) =>
    manageSubscription(c.var.ports.subscriptions, c.req.query("token") ?? "", c.req.raw),
  );
  for (const [path, make] of Object.entries(REPRESENTATIONS)) {
    site.get(`/${path}`, async (c) => format(c, await atRoot(c), make));
    site.get(`/status/:slug/${path}`, async (c) => format(c, await atSlug(c), make));
  }
  site.route("/", badgeRoutes);
  const renderOther = (c: SiteContext) =>
    render(c.req.raw, c.env, c.executionCtx as ExecutionContext);
  return site.all("*", renderOther).onError((problem, c) => {
    logError("status-page", problem, { path: c.req.path });
    return c.text("Something broke on our side.", 500, { "cache-control": "no-store" });
  });
}

/** Where a page's links lead: its own address where it has one. */
const baseOf = ({ slug, domain }: PageEntry, origin: string): string =>
  domain !== null && new URL(origin).hostname === domain ? origin : `${origin}/status/${slug}`;

/** Of the query only a month, and what SvelteKit itself asks with: nobody fills the cache with others. */
function normalizeUrl(address: string): URL {
  const url = new URL(address);
  const [asked, month] = [url.searchParams.get(INVALIDATED_PARAM), url.searchParams.get("month")];
  url.search = "";
  if (asked !== null && /^[01]{1,8}$/.test(asked)) url.searchParams.set(INVALIDATED_PARAM, asked);
  if (month !== null && isMonth(month)) url.searchParams.set("month", month);
  return url;
}
const INVALIDATED_PARAM = "x-sveltekit-invalidated";

const cacheOptions = (c: SiteContext, key: string) => ({
  key,
  waitUntil: (work: Promise<unknown>) => {
    c.executionCtx.waitUntil(
      work.catch((problem: unknown) => logError("status-page-cache", problem)),
    );
  },
});

async function toRendered(response: Response): Promise<Rendered> {
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => !PRIVATE_HEADERS.has(name)),
  );
  return {
    body: new Uint8Array(await response.arrayBuffer()),
    type: response.headers.get("content-type") ?? "text/html",
    status: response.status,
    headers: { ...headers, vary: "accept-language, cookie" },
  };
}
const PRIVATE_HEADERS = new Set(["cache-control", "content-type", "etag", "set-cookie", "vary"]);

const ANY_ORIGIN = { "access-control-allow-origin": "*" };

const json = (status: number, code: string, message: string): Rendered => ({
  status,
  body: JSON.stringify({ error: { code, message } }),
  type: "application/json",
  headers: ANY_ORIGIN,
});
const NOT_FOUND = json(404, "not_found", "expected an existing page");
const UNAUTHORIZED = json(401, "unauthenticated", "expected a visitor who may read this page");

const CROSS_ORIGIN = json(403, "forbidden", "expected the form to be sent by the page itself");

/** Browsers say of each form where it was; whoever is no browser says nothing. */
const isCrossOrigin = ({ headers, url }: Request): boolean => {
  const origin = headers.get("origin");
  return origin !== null && origin !== new URL(url).origin;
};

const notFound = (c: SiteContext) => respondPrivate(c.req.raw, NOT_FOUND);
const unauthorized = (c: SiteContext) => respondPrivate(c.req.raw, UNAUTHORIZED);
