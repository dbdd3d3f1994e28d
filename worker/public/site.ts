import { Hono, type Context } from "hono";
import type { Env } from "../env";
import { logProblem } from "../log";
import type { PageEntry, SitePorts } from "../ports/pages";
import { answerKept, answerPrivately, type Made } from "./answer";
import { badges, isBadgePath } from "./badges";
import { FORMATS } from "./formats";
import type { Format } from "./format";
import { logo } from "./logo";
import { isMonth } from "./month";
import { imagePath, ogImage } from "./og-image";
import { manage, subscribe, subscriptionOf } from "./subscribe";
import { unlock } from "./unlock";
import { anonymous, visitorOf } from "./visitor";

export type Render = (request: Request, env: Env, ctx: ExecutionContext) => Promise<Response>;
export type Surroundings = {
  portsOf(env: Env): SitePorts;
  /** The pages, as SvelteKit renders them. */
  render: Render;
  languages: readonly string[];
};

type SiteEnv = { Bindings: Env; Variables: { ports: SitePorts } };
type Site = Context<SiteEnv>;

/** Whether a path is the public site's. */
export const isPublicPath = (pathname: string): boolean =>
  pathname === "/" ||
  pathname === "/__data.json" ||
  pathname === "/history" ||
  pathname.startsWith("/status/") ||
  isBadgePath(pathname) ||
  /^\/og(\.[a-z]{2})?\.png$/.test(pathname) ||
  pathname === "/subscription" ||
  pathname === "/subscription.json" ||
  ROOT_FORMATS.has(pathname);

const ROOT_FORMATS = new Set(Object.keys(FORMATS).map((path) => `/${path}`));

/** All that strangers see: pages as HTML, and everything made from the same data. */
export function createSite({ portsOf, render, languages }: Surroundings) {
  const site = new Hono<SiteEnv>().use(async (c, next) => {
    c.set("ports", portsOf(c.env));
    await next();
  });

  const html = async (c: Site, entry: PageEntry): Promise<Response> => {
    const ctx = c.executionCtx as ExecutionContext;
    if (entry.visibility !== "public") {
      const isClosed = !(await c.var.ports.mayRead(entry, c.req.raw));
      return isClosed && entry.visibility === "password"
        ? c.redirect(`/status/${entry.slug}/unlock`, 303)
        : render(c.req.raw, c.env, ctx);
    }
    const visitor = visitorOf(c.req.raw, languages);
    const url = plainAddress(c.req.url);
    const key = `${url.href} ${visitor.language} ${visitor.theme}`;
    return answerKept(c.req.raw, keeping(c, key), async () =>
      madeOf(await render(anonymous(c.req.raw, url, visitor), c.env, ctx)),
    );
  };

  const format = async (c: Site, entry: PageEntry | null, make: Format) => {
    if (!entry) return notThere(c);
    const ports = c.var.ports;
    if (!(await ports.mayRead(entry, c.req.raw))) return closed(c);
    const url = plainAddress(c.req.url);
    const { origin } = url;
    const made = async (): Promise<Made> => {
      const page = await ports.page(entry.id);
      if (!page) return NOT_THERE;
      const result = await make(page, {
        origin,
        base: baseOf(entry, origin),
        now: ports.now(),
        month: () => ports.month(entry.id, url.searchParams.get("month")),
      });
      return { ...result, headers: { ...OPEN_TO_ALL, ...result.headers } };
    };
    if (entry.visibility !== "public") return answerPrivately(c.req.raw, await made());
    return answerKept(c.req.raw, keeping(c, url.href), made);
  };

  const atRoot = async (c: Site) => {
    const { hostname } = new URL(c.req.url);
    return entryAtRoot(await c.var.ports.directory(), hostname);
  };
  const atSlug = async (c: Site) => {
    const directory = await c.var.ports.directory();
    return directory.find(({ slug }) => slug === c.req.param("slug")) ?? null;
  };

  for (const path of ["/", "/__data.json"]) {
    site.get(path, async (c) => {
      const entry = await atRoot(c);
      if (entry) return html(c, entry);
      return path === "/" ? c.redirect("/dashboard", 307) : renderOther(c);
    });
  }
  site.get("/history", async (c) => {
    const entry = await atRoot(c);
    const { search } = plainAddress(c.req.url);
    return entry ? c.redirect(`/status/${entry.slug}/history${search}`, 302) : renderOther(c);
  });
  for (const path of ["", "/__data.json", "/history"]) {
    site.get(`/status/:slug${path}`, async (c) => {
      const entry = await atSlug(c);
      return entry ? html(c, entry) : renderOther(c);
    });
  }
  site.get("/status/:slug/logo", async (c) => {
    const entry = await atSlug(c);
    if (!entry || !(await c.var.ports.mayRead(entry, c.req.raw))) return notThere(c);
    const made = async () => logo(await c.var.ports.logo(entry.id)) ?? NOT_THERE;
    return entry.visibility === "public"
      ? answerKept(c.req.raw, keeping(c, c.req.path), made)
      : answerPrivately(c.req.raw, await made());
  });
  site.post("/status/:slug/unlock", async (c) => {
    const entry = await atSlug(c);
    return entry ? unlock(c.var.ports, entry, c.req.raw) : renderOther(c);
  });
  const image = async (c: Site, entry: PageEntry | null, language: string) => {
    if (entry?.visibility !== "public") return notThere(c);
    return answerKept(c.req.raw, keeping(c, plainAddress(c.req.url).href), async () => {
      const page = await c.var.ports.page(entry.id);
      if (!page) return NOT_THERE;
      return ogImage(await c.env.ASSETS.fetch(new URL(imagePath(page, language), c.req.url)));
    });
  };
  for (const [index, language] of languages.entries()) {
    const name = index === 0 ? "og.png" : `og.${language}.png`;
    site.get(`/${name}`, async (c) => image(c, await atRoot(c), language));
    site.get(`/status/:slug/${name}`, async (c) => image(c, await atSlug(c), language));
  }
  site.post("/status/:slug/subscriptions", async (c) => {
    const entry = await atSlug(c);
    const page = entry && (await c.var.ports.page(entry.id));
    if (!page || page.subscribeBy.length === 0) return notThere(c);
    const { language } = visitorOf(c.req.raw, languages);
    return subscribe(c.var.ports.subscriptions, page, { request: c.req.raw, language });
  });
  site.get("/subscription.json", async (c) => {
    const view = await subscriptionOf(c.var.ports.subscriptions, c.req.query("token") ?? "");
    return view ? c.json(view, 200, { "cache-control": "private, no-store" }) : notThere(c);
  });
  site.post("/subscription", (c) =>
    manage(c.var.ports.subscriptions, c.req.query("token") ?? "", c.req.raw),
  );
  for (const [path, make] of Object.entries(FORMATS)) {
    site.get(`/${path}`, async (c) => format(c, await atRoot(c), make));
    site.get(`/status/:slug/${path}`, async (c) => format(c, await atSlug(c), make));
  }
  site.route("/", badges);
  const renderOther = (c: Site) => render(c.req.raw, c.env, c.executionCtx as ExecutionContext);
  return site.all("*", renderOther).onError((problem, c) => {
    logProblem("site", problem, { path: c.req.path });
    return c.text("Something broke on our side.", 500, { "cache-control": "no-store" });
  });
}

/** The page whose own address this is, else the default one; of another page's address never that. */
export const entryAtRoot = (directory: readonly PageEntry[], host: string): PageEntry | null =>
  directory.find(({ domain }) => domain === host) ??
  directory.find(({ isDefault }) => isDefault) ??
  null;

/** Where a page's links lead: its own address where it has one. */
const baseOf = ({ slug, domain }: PageEntry, origin: string): string =>
  domain !== null && new URL(origin).hostname === domain ? origin : `${origin}/status/${slug}`;

/** Of the query only a month, and what SvelteKit itself asks with: nobody fills the cache with others. */
function plainAddress(address: string): URL {
  const url = new URL(address);
  const [asked, month] = [url.searchParams.get(INVALIDATED), url.searchParams.get("month")];
  url.search = "";
  if (asked !== null && /^[01]{1,8}$/.test(asked)) url.searchParams.set(INVALIDATED, asked);
  if (month !== null && isMonth(month)) url.searchParams.set("month", month);
  return url;
}
const INVALIDATED = "x-sveltekit-invalidated";

const keeping = (c: Site, key: string) => ({
  key,
  afterwards: (work: Promise<unknown>) => {
    c.executionCtx.waitUntil(work.catch((problem: unknown) => logProblem("public cache", problem)));
  },
});

async function madeOf(response: Response): Promise<Made> {
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => !NOT_FOR_ALL.has(name)),
  );
  return {
    body: new Uint8Array(await response.arrayBuffer()),
    type: response.headers.get("content-type") ?? "text/html",
    status: response.status,
    headers: { ...headers, vary: "accept-language, cookie" },
  };
}
const NOT_FOR_ALL = new Set(["cache-control", "content-type", "etag", "set-cookie", "vary"]);

const OPEN_TO_ALL = { "access-control-allow-origin": "*" };

const json = (status: number, code: string, message: string): Made => ({
  status,
  body: JSON.stringify({ error: { code, message } }),
  type: "application/json",
  headers: OPEN_TO_ALL,
});
const NOT_THERE = json(404, "not_found", "expected an existing page");
const CLOSED = json(401, "unauthenticated", "expected a visitor who may read this page");

const notThere = (c: Site) => answerPrivately(c.req.raw, NOT_THERE);
const closed = (c: Site) => answerPrivately(c.req.raw, CLOSED);
