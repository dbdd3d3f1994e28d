import type { Iso } from "../domain/instant";
import type { Page } from "../domain/pages/page";

/** A status page as people edit it over the API. Its password is never sent. */
export type PageView = Omit<Page, "createdAt" | "updatedAt"> & {
  hasPassword: boolean;
  createdAt: Iso;
  updatedAt: Iso;
};
