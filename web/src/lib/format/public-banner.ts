import type { Freshness } from "$protocol/position";
import type { PublicPage, PublicStatus } from "$protocol/public-page";
import { m } from "$lib/paraglide/messages";
import { monitoringState, type MonitoringState } from "$lib/stores/monitoring";
import { publicHeadline } from "./public-page";
import { relativeTimeText, dateTimeText } from "./time";

type BannerPage = Pick<PublicPage, "status" | "timeZone"> & {
  groups: { components: { name: string; status: PublicStatus }[] }[];
} & Freshness;

type BannerSource =
  { kind: "read"; readAt: number } | { kind: "watched"; watch: MonitoringState | null };

/** What the top of a page says: nothing that was last seen long ago reassures anybody. */
export function bannerText(
  page: BannerPage,
  seen: BannerSource,
  now: number,
): { status: PublicStatus; headline: string; freshness: string } {
  const watch =
    seen.kind === "watched"
      ? seen.watch
      : monitoringState(page, { readAt: seen.readAt, waitedMs: 0, isConnected: false });
  if (watch?.kind === "stalled" || watch?.kind === "disconnected") {
    const at = dateTimeText(watch.since, page.timeZone);
    return {
      status: "UNKNOWN",
      headline: watch.kind === "stalled" ? m.fresh_stalled({ at }) : m.fresh_disconnected({ at }),
      freshness: m.public_stalled({ ago: relativeTimeText(watch.since, now) }),
    };
  }
  return {
    status: page.status,
    headline: publicHeadline(page),
    freshness:
      watch?.kind === "running"
        ? m.public_checked({ ago: relativeTimeText(watch.asOf, now) })
        : m.public_not_checked(),
  };
}
