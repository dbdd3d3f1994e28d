import { error, redirect, type RequestEvent } from "@sveltejs/kit";
import type { PublicMonth, PublicPage } from "$protocol/public-page";
import { signInPath } from "$lib/server/api";

type LoadEvent = Pick<RequestEvent, "fetch" | "url">;

/** A page for strangers, as the public site gives it, and when that was. */
export const loadPublicPage = async (
  event: LoadEvent,
  path: string,
): Promise<{ page: PublicPage; readAt: number }> => ({
  page: await loadJson<PublicPage>(event, `${path}/pharos.json`),
  readAt: Date.now(),
});

/** The same with a month of its history: the one that the address names, else the present one. */
export async function loadPublicMonth(event: LoadEvent, path: string) {
  const { search } = event.url;
  type Answer = { page: PublicPage; history: PublicMonth };
  const answer = await loadJson<Answer>(event, `${path}/history/pharos.json${search}`);
  return { ...answer, readAt: Date.now() };
}

async function loadJson<Answer>({ fetch, url }: LoadEvent, path: string): Promise<Answer> {
  const response = await fetch(path);
  if (response.ok) return (await response.json()) as Answer;
  if (response.status === 401) redirect(303, signInPath(url));
  error(response.status, { message: "not found", code: "not_found" });
}
