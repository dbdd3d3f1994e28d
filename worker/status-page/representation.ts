import type { Instant } from "../domain/instant";
import type { PublicMonth, PublicPage } from "../protocol/public-page";
import type { Rendered } from "./http-cache";

/** Where a format is asked for. `base` is the page's own address, without a slash at its end. */
export type RenderContext = {
  origin: string;
  base: string;
  now: Instant;
  /** The month that is asked for. */
  month(): Promise<PublicMonth | null>;
};

/** Makes something of what strangers may know. */
export type Representation = (
  page: PublicPage,
  place: RenderContext,
) => Rendered | Promise<Rendered>;
