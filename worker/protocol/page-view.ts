import type { Iso } from "../domain/instant";
import type { DomainState } from "../domain/pages/domain-state";
import type { Page } from "../domain/pages/page";

/** A status page as people edit it over the API. Its password is never sent. */
export type PageView = Omit<Page, "createdAt" | "updatedAt"> & {
  hasPassword: boolean;
  createdAt: Iso;
  updatedAt: Iso;
};

/** What a page's own domain does just now; both null where it has none. */
export type DomainView = { domain: string | null; state: DomainState | null };
