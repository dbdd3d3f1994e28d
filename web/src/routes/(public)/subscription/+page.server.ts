import { isSlug } from "$domain/pages/page";
import { SUBSCRIBE_PROBLEMS, type SubscriptionView } from "$protocol/subscription";
import type { PageServerLoad } from "./$types";

/** Its forms are answered by the public site itself. */
export const load: PageServerLoad = async ({ fetch, url }) => {
  const { searchParams } = url;
  const slug = searchParams.get("page") ?? "";
  const token = searchParams.get("token");
  return {
    token,
    subscription: token === null ? null : await read(fetch, token),
    slug: isSlug(slug) ? slug : null,
    asked:
      searchParams.get("asked") === "push" ? "push" : searchParams.has("asked") ? "message" : null,
    problem:
      SUBSCRIBE_PROBLEMS.find((candidate) => candidate === searchParams.get("problem")) ?? null,
  };
};

async function read(fetch: typeof globalThis.fetch, token: string) {
  const response = await fetch(`/subscription.json?token=${encodeURIComponent(token)}`);
  return response.ok ? ((await response.json()) as SubscriptionView) : null;
}
