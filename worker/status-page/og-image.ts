import type { PublicPage } from "../protocol/public-page";
import type { Rendered } from "./http-cache";
import { currentStatus } from "./status-text";

/** Where the drawn images lie among the assets: one for each status and language. */
export const imagePath = (page: PublicPage, language: string): string =>
  `/og/${language}-${currentStatus(page)}.png`;

/**
 * How a page is now, as the image beside a link to it. Services that show one take no SVG, and keep
 * what they were shown: so it is as fresh as the page.
 */
export async function ogImage(image: Response): Promise<Rendered> {
  if (!image.ok) throw new Error(`no image at ${image.url}: ${image.status}`);
  return { body: new Uint8Array(await image.arrayBuffer()), type: "image/png" };
}
