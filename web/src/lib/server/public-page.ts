import { error, redirect, type RequestEvent } from "@sveltejs/kit";
import type { PublicPage } from "$protocol/page";
import { signInPath } from "$lib/server/api";

/** A page for strangers, as the public site gives it, and when that was. */
export async function readPublicPage(
  { fetch, url }: Pick<RequestEvent, "fetch" | "url">,
  path: string,
): Promise<{ page: PublicPage; readAt: number }> {
  const response = await fetch(`${path}/pharos.json`);
  if (response.ok) return { page: (await response.json()) as PublicPage, readAt: Date.now() };
  if (response.status === 401) redirect(303, signInPath(url));
  error(response.status, { message: "not found", code: "not_found" });
}
