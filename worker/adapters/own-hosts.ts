import type { Env } from "../env";
import { logError } from "../log";
import type { PageEntry } from "../ports/pages";
import type { ApiError } from "../protocol/errors";
import { isAnsweredAt } from "../probe/net/address";
import { addressPolicy } from "../probe/net/address-policy";
import { isPublicPath } from "../status-page/router";
import { sitePorts } from "./pages";

/**
 * Every link is made from the host of a request, so a host that is not ours goes no further; null where
 * it is. Where neither PUBLIC_HOSTNAMES nor LOCAL_ADDRESS says where we answer, this is Cloudflare, which
 * passes on no host but those that are routed here.
 */
export async function refuseForeignHost(request: Request, env: Env): Promise<Response | null> {
  const { publicHostnames = [] } = addressPolicy(env);
  if (publicHostnames.length === 0 || isAnsweredAt(request.url, publicHostnames)) return null;
  const { host, pathname } = new URL(request.url);
  // It makes no link, and whoever balances loads asks by number.
  if (pathname === "/healthz") return null;
  const page = (await directoryOf(env)).find(
    ({ domain }) => domain !== null && isAnsweredAt(request.url, [domain]),
  );
  if (!page) {
    return refusal(
      `expected an address of this Pharos, saw ${host}; if it is one, add ${host} to the variable PUBLIC_HOSTNAMES`,
    );
  }
  return isOfPage(page, pathname)
    ? null
    : refusal(`expected the address of the app: ${host} has the status page alone`);
}

/** On its own domain there is a page, and the way to sign in where it takes that to read it. */
function isOfPage({ slug, visibility }: PageEntry, pathname: string): boolean {
  if (pathname.startsWith("/status/")) return /^\/status\/([^/]+)/.exec(pathname)?.[1] === slug;
  if (pathname.startsWith("/api/v1/rooms/")) {
    return [`/api/v1/rooms/page:${slug}`, `/api/v1/rooms/page%3A${slug}`].includes(pathname);
  }
  const isSignIn = /^\/(login|api\/v1\/session)(\/|$)/.test(pathname);
  return (
    isPublicPath(pathname) || pathname === "/preferences" || (isSignIn && visibility === "members")
  );
}

/** Where pages cannot be read no host is a page's. */
const directoryOf = (env: Env): Promise<PageEntry[]> =>
  sitePorts(env)
    .directory()
    .catch((problem: unknown) => {
      logError("own-hosts", problem);
      return [];
    });

const refusal = (message: string): Response =>
  Response.json({ error: { code: "forbidden", message } } satisfies ApiError, {
    status: 403,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" },
  });
