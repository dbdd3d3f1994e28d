import { paraglideMiddleware } from "$lib/paraglide/server";
import { hasInheritedAction } from "$lib/server/inherited-action";
import { THEME_COOKIE, themeOf } from "$lib/theme";
import type { Handle, HandleFetch, HandleServerError } from "@sveltejs/kit";

const HEADERS = {
  // The adapter keeps cacheable answers by address alone, without the cookie.
  "cache-control": "private, no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "cross-origin-opener-policy": "same-origin",
  "x-frame-options": "DENY",
} as const;

export const handle: Handle = ({ event, resolve }) =>
  paraglideMiddleware(event.request, async ({ request, locale }) => {
    event.request = request;
    event.locals.apiCookies = [];
    if (hasInheritedAction(event.url))
      return new Response("not found", { status: 404, headers: HEADERS });
    const theme = themeOf(event.cookies.get(THEME_COOKIE));
    const response = await resolve(event, {
      transformPageChunk: ({ html }) => html.replace("%lang%", locale).replace("%theme%", theme),
    });
    for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
    for (const cookie of event.locals.apiCookies) response.headers.append("set-cookie", cookie);
    return response;
  });

/** The API lives in the same Worker: it is asked in process, as the browser would ask it. */
export const handleFetch: HandleFetch = async ({ event, request, fetch }) => {
  const url = new URL(request.url);
  const api = event.platform?.env.API;
  const isApiRequest = url.pathname.startsWith("/api/");
  if (!api || url.origin !== event.url.origin || !isApiRequest) {
    return fetch(request);
  }
  const headers = new Headers(request.headers);
  const cookie = event.request.headers.get("cookie");
  if (cookie) headers.set("cookie", cookie);
  const address = event.request.headers.get("cf-connecting-ip");
  if (address) headers.set("cf-connecting-ip", address);
  if (request.method !== "GET") headers.set("origin", event.url.origin);
  const agent = event.request.headers.get("user-agent");
  if (agent) headers.set("user-agent", agent);
  const response = await api.fetch(new Request(request, { headers }));
  event.locals.apiCookies.push(...response.headers.getSetCookie());
  return response;
};

export const handleError: HandleServerError = ({ error, event, status }) => {
  if (status !== 404) {
    const problem = error instanceof Error ? error.stack : String(error);
    console.error(JSON.stringify({ event: "page failed", path: event.url.pathname, problem }));
  }
  return { message: status === 404 ? "not found" : "internal" };
};
