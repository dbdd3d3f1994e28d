import { error, redirect, type RequestEvent } from "@sveltejs/kit";
import type { ApiError } from "$protocol/errors";
import type { SignInOptions } from "$protocol/users";
import { refusalText } from "$lib/format/refusal";

const BASE = "/api/v1";

type LoadEvent = Pick<RequestEvent, "fetch" | "url">;

/**
 * Reads state for a page. Without a session it leads to the sign-in page, and without a second factor
 * that is required to where one is set up, and back afterwards; where nobody is there at all yet, to where
 * the first person is made.
 */
export async function loadFromApi<Answer>(
  { fetch, url }: LoadEvent,
  path: string,
): Promise<Answer> {
  const response = await fetch(BASE + path);
  if (response.ok) return (await response.json()) as Answer;
  if (response.status === 401) redirect(303, signInPath(url));
  if (response.status === 503 && (await isSetupRequired(fetch))) redirect(303, "/setup");
  const problem = await readApiError(response);
  if (needsSecondFactor(problem)) redirect(303, signInPath(url, "/second-factor"));
  const { code, message } = problem;
  error(response.status, { code, message });
}

async function isSetupRequired(fetch: LoadEvent["fetch"]): Promise<boolean> {
  const response = await fetch(`${BASE}/setup`);
  if (!response.ok) return false;
  const options = (await response.json()) as SignInOptions;
  return options.isSetup && !options.adminToken;
}

export type WriteResult<Answer> =
  { ok: true; answer: Answer } | { ok: false; status: number; error: ApiError["error"] };

/** Asks or writes for a form. What the API refuses is a value: the form shows it. */
export async function writeToApi<Answer>(
  { fetch, url }: LoadEvent,
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
): Promise<WriteResult<Answer>> {
  const response = await fetch(BASE + path, {
    method,
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  if (response.status === 401) redirect(303, signInPath(url));
  if (!response.ok) {
    const problem = await readApiError(response);
    if (needsSecondFactor(problem)) redirect(303, signInPath(url, "/second-factor"));
    return { ok: false, status: response.status, error: problem };
  }
  const answer = response.status === 204 ? null : await response.json();
  return { ok: true, answer: answer as Answer };
}

/** What the API refused, with a message that people can read; its fields are as the API has them. */
export async function readApiError(response: Response): Promise<ApiError["error"]> {
  const body: unknown = await response.json().catch(() => null);
  const refused: ApiError["error"] = isApiError(body)
    ? body.error
    : { code: "internal", message: `status ${response.status}` };
  return { ...refused, message: refusalText(refused) };
}

const isApiError = (body: unknown): body is ApiError =>
  typeof body === "object" && body !== null && "error" in body && typeof body.error === "object";

/** Whoever is signed in has to set up a second factor before anything else. */
export const needsSecondFactor = ({ code, fields }: ApiError["error"]): boolean =>
  code === "forbidden" && fields?.["secondFactor"] !== undefined;

/** The page to sign in at, or another one that comes before the one that was asked for. */
export function signInPath(url: URL, page = "/login"): string {
  const next = url.pathname + url.search.replace(/^\?\/\w+$/, "");
  return `${page}?next=${encodeURIComponent(next)}`;
}

/**
 * Where to go after signing in: a path of this site, never another site's. What a browser would make of
 * the path is checked, not what was given: dots before a second slash would lead to another host.
 */
export function nextPath(url: URL): string {
  const next = url.searchParams.get("next") ?? "";
  const target = next.startsWith("/") ? URL.parse(next, url.origin) : null;
  if (target?.origin !== url.origin) return "/dashboard";
  const path = target.pathname + target.search;
  return URL.parse(path, url.origin)?.href === url.origin + path ? path : "/dashboard";
}
