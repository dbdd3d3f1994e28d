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
  { kind: "read"; readAt: number } | { kind: "watched"; monitoring: MonitoringState | null };

/** What the top of a page says: nothing that was last seen long ago reassures anybody. */
export function bannerText(
  page: BannerPage,
  source: BannerSource,
  now: number,
): { status: PublicStatus; headline: string; freshness: string } {
  const monitoring =
    source.kind === "watched"
      ? source.monitoring
      : monitoringState(page, { readAt: source.readAt, waitedMs: 0, isConnected: false });
  if (monitoring?.kind === "stalled" || monitoring?.kind === "disconnected") {
    const at = dateTimeText(monitoring.since, page.timeZone);
    return {
      status: "UNKNOWN",
      headline:
        monitoring.kind === "stalled" ? m.fresh_stalled({ at }) : m.fresh_disconnected({ at }),
      freshness: m.public_stalled({ ago: relativeTimeText(monitoring.since, now) }),
    };
  }
  return {
    status: page.status,
    headline: publicHeadline(page),
    freshness:
      monitoring?.kind === "running"
        ? m.public_checked({ ago: relativeTimeText(monitoring.asOf, now) })
        : m.public_not_checked(),
  };
}
