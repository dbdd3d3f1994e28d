import { error, redirect, type RequestEvent } from "@sveltejs/kit";
import type { PublicMonth, PublicPage } from "$protocol/public-page";
import type { PublicPageReader } from "$protocol/public-page-reader";
import { signInPath } from "$lib/server/api";

type LoadEvent = Pick<RequestEvent, "platform" | "request" | "url">;

export function publicPagesOf({
  platform,
}: Pick<RequestEvent, "platform">): PublicPageReader<Request> {
  if (!platform) throw new Error("expected the platform of the Worker");
  return platform.env.PUBLIC_PAGES;
}

/** A page for strangers, and when it was read; `slug` null is the page at `/`. */
export async function loadPublicPage(
  event: LoadEvent,
  slug: string | null,
): Promise<{ page: PublicPage; readAt: number }> {
  const page = await publicPagesOf(event).page(browserRequest(event), slug);
  return { page: found(event, page), readAt: Date.now() };
}

/** The same with a month of its history: the one that the address names, else the present one. */
export async function loadPublicMonth(
  event: LoadEvent,
  slug: string,
): Promise<{ page: PublicPage; history: PublicMonth; readAt: number }> {
  const month = event.url.searchParams.get("month");
  const answer = await publicPagesOf(event).month(browserRequest(event), slug, month);
  return { ...found(event, answer), readAt: Date.now() };
}

/** A token reads the formats of a page; the page itself opens for the cookies of a browser alone. */
function browserRequest({ request }: LoadEvent): Request {
  const headers = new Headers(request.headers);
  headers.delete("authorization");
  return new Request(request.url, { headers });
}

function found<Found>({ url }: LoadEvent, answer: Found | "closed" | null): Found {
  if (answer === "closed") redirect(303, signInPath(url));
  return answer ?? error(404, { message: "not found", code: "not_found" });
}
