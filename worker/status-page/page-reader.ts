import type { PageEntry, SitePorts } from "../ports/pages";
import type { PublicPageReader } from "../protocol/public-page-reader";
import { isMonth } from "./month";
import { subscriptionView } from "./subscriptions";

/**
 * The page of a slug, or with null the one at `/`. A page of members is to everybody else as one that
 * does not exist.
 */
export async function findVisiblePage(
  ports: SitePorts,
  request: Request,
  slug: string | null,
): Promise<PageEntry | null> {
  const directory = await ports.directory();
  const entry =
    slug === null
      ? defaultPage(directory, new URL(request.url).hostname)
      : (directory.find((one) => one.slug === slug) ?? null);
  if (entry?.visibility === "members" && !(await ports.canRead(entry, request))) return null;
  return entry;
}

/** The page whose own address this is, else the default one; of another page's address never that. */
export const defaultPage = (directory: readonly PageEntry[], host: string): PageEntry | null =>
  directory.find(({ domain }) => domain === host) ??
  directory.find(({ isDefault }) => isDefault) ??
  null;

/** Reads for the renderer what the formats are made from. */
export function publicPageReader(ports: SitePorts): PublicPageReader<Request> {
  const find = async (request: Request, slug: string | null) => {
    const entry = await findVisiblePage(ports, request, slug);
    if (!entry) return null;
    return (await ports.canRead(entry, request)) ? entry : "closed";
  };
  return {
    async page(request, slug) {
      const entry = await find(request, slug);
      return entry === null || entry === "closed" ? entry : ports.page(entry.id);
    },
    async month(request, slug, month) {
      const entry = await find(request, slug);
      if (entry === null || entry === "closed") return entry;
      const page = await ports.page(entry.id);
      const known = month !== null && isMonth(month) ? month : null;
      const history = page && (await ports.month(entry.id, known));
      return page && history ? { page, history } : null;
    },
    subscription: (token) => subscriptionView(ports.subscriptions, token),
  };
}
