import type { PublicMonth, PublicPage } from "./public-page";
import type { SubscriptionView } from "./subscription";

/** `closed`: there is such a page, and whoever asks has to enter its password first. */
type Read<Found> = Promise<Found | "closed" | null>;

/**
 * What the pages that strangers see are rendered from, in the same Worker. A page is asked for by its
 * slug, or with null as the one at `/` of the request's host. Null where there is none for whoever asks.
 * `PageRequest` is the platform's `Request`, of which the protocol knows nothing.
 */
export type PublicPageReader<PageRequest> = {
  page(request: PageRequest, slug: string | null): Read<PublicPage>;
  /** `month` is such as `2026-11`; null, and what is no month, is the present one. */
  month(
    request: PageRequest,
    slug: string | null,
    month: string | null,
  ): Read<{ page: PublicPage; history: PublicMonth }>;
  subscription(token: string): Promise<SubscriptionView | null>;
};
