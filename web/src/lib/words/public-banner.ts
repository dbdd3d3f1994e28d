import type { Freshness } from "$protocol/position";
import type { PublicPage, PublicStatus } from "$protocol/page";
import { m } from "$lib/paraglide/messages";
import { watchOf, type Watch } from "$lib/watch";
import { publicHeadline } from "./public-page";
import { ago, moment } from "./time";

type Shown = Pick<PublicPage, "status" | "timeZone"> & {
  groups: { components: { name: string; status: PublicStatus }[] }[];
} & Freshness;

type Seen = { kind: "read"; readAt: number } | { kind: "watched"; watch: Watch | null };

/** What the top of a page says: nothing that was last seen long ago reassures anybody. */
export function bannerWords(
  page: Shown,
  seen: Seen,
  now: number,
): { status: PublicStatus; headline: string; freshness: string } {
  const watch =
    seen.kind === "watched"
      ? seen.watch
      : watchOf(page, { readAt: seen.readAt, waitedMs: 0, isConnected: false });
  if (watch?.kind === "stalled" || watch?.kind === "silent") {
    const at = moment(watch.since, page.timeZone);
    return {
      status: "UNKNOWN",
      headline: watch.kind === "stalled" ? m.fresh_stalled({ at }) : m.fresh_silent({ at }),
      freshness: m.public_unpublished({ ago: ago(watch.since, now) }),
    };
  }
  return {
    status: page.status,
    headline: publicHeadline(page),
    freshness:
      watch?.kind === "running"
        ? m.public_checked({ ago: ago(watch.asOf, now) })
        : m.public_not_checked(),
  };
}
