import { isSlug } from "$domain/pages/page";
import { publicPagesOf } from "$lib/server/public-page";
import { SUBSCRIBE_PROBLEMS } from "$protocol/subscription";
import type { PageServerLoad } from "./$types";

/** Its forms are answered by the public site itself. */
export const load: PageServerLoad = async ({ platform, url }) => {
  const { searchParams } = url;
  const slug = searchParams.get("page") ?? "";
  const token = searchParams.get("token");
  return {
    token,
    subscription: token === null ? null : await publicPagesOf({ platform }).subscription(token),
    slug: isSlug(slug) ? slug : null,
    asked:
      searchParams.get("asked") === "push" ? "push" : searchParams.has("asked") ? "message" : null,
    problem:
      SUBSCRIBE_PROBLEMS.find((candidate) => candidate === searchParams.get("problem")) ?? null,
  };
};
