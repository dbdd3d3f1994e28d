import { toIso, type Instant } from "../domain/instant";
import { windowsIn } from "../domain/incidents/maintenance";
import { componentsOf, pageStatus, type Component } from "../domain/pages/page";
import { DAY_MS, nextTickAt, STALLED_AFTER_MS } from "../domain/schedule";
import { SUBSCRIPTION_KINDS, type SubscriptionKind } from "../domain/pages/subscription";
import type { PageData, StatusPage } from "../ports/pages";
import type { Position } from "../protocol/position";
import type { PublicMaintenance, PublicPage } from "../protocol/public-page";
import { publicComponent } from "./component";
import { publicIncidents } from "./incidents";
import { stripControls } from "../domain/strip-controls";

const MAX_WINDOWS = 20;
const PAST_DAYS = 15;
const AHEAD_DAYS = 30;

/** A page for strangers, each field named here. `live` was taken before the facts were read. */
export function publicPage(
  page: StatusPage,
  facts: PageData,
  { now, live }: { now: Instant; live: Position },
): PublicPage {
  const groups = page.groups.map(({ name, components }) => ({
    name: stripControls(name),
    components: components.map((component) => publicComponent(component, facts, page)),
  }));
  const shown = groups.flatMap(({ components }) => components);
  const own = componentsOf(page);
  const incidents = publicIncidents(own, facts);
  const maintenances = facts.maintenances
    .flatMap((maintenance) => windowsOf(maintenance, own, now))
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
  const { lastTickAt } = facts;
  return {
    id: page.id,
    slug: page.slug,
    title: stripControls(page.title),
    description: page.description && stripControls(page.description),
    visibility: page.visibility,
    allowIndexing: page.allowIndexing,
    theme: {
      accent: page.theme.accent,
      logo: page.theme.hasLogo
        ? `/status/${page.slug}/logo?v=${page.updatedAt.toString(36)}`
        : null,
    },
    status: pageStatus(shown.map(({ status }) => status)),
    stalledSince:
      lastTickAt !== null && now - lastTickAt > STALLED_AFTER_MS ? toIso(lastTickAt) : null,
    groups,
    incidents,
    maintenances,
    barDays: facts.days,
    timeZone: facts.timeZone,
    subscribeBy: subscriptionKinds(page),
    createdAt: toIso(page.createdAt),
    updatedAt: latest([
      toIso(page.updatedAt),
      ...shown.map(({ since }) => since),
      ...incidents.map(({ updatedAt }) => updatedAt),
    ]),
    live,
    asOf: lastTickAt === null ? null : toIso(lastTickAt),
    nextExpectedAt:
      lastTickAt === null ? null : toIso(nextTickAt(facts.subMinuteIntervals, lastTickAt)),
  };
}

/** Everybody may subscribe to what everybody may read. */
export function subscriptionKinds(
  page: Pick<StatusPage, "visibility" | "allowSubscriptions" | "mailChannelId">,
): SubscriptionKind[] {
  if (page.visibility !== "public" || !page.allowSubscriptions) return [];
  return SUBSCRIPTION_KINDS.filter((kind) => kind !== "email" || page.mailChannelId !== null);
}

/** Each window by itself: one that recurs is announced again each time. */
function windowsOf(
  maintenance: PageData["maintenances"][number],
  components: readonly Component[],
  now: Instant,
): PublicMaintenance[] {
  const concerned = new Set(maintenance.endpointIds);
  const componentIds = components
    .filter(({ endpointIds }) => endpointIds.some((id) => concerned.has(id)))
    .map(({ id }) => id);
  const period = { from: now - PAST_DAYS * DAY_MS, to: now + AHEAD_DAYS * DAY_MS };
  return windowsIn(maintenance, period, MAX_WINDOWS).map(({ from, to }) => ({
    id: `${maintenance.id}-${from.toString(36)}`,
    title: stripControls(maintenance.title),
    announcedAt: toIso(Math.max(maintenance.updatedAt, from - AHEAD_DAYS * DAY_MS)),
    startsAt: toIso(from),
    endsAt: toIso(to),
    componentIds,
  }));
}

const latest = (instants: readonly string[]): string =>
  instants.reduce((last, one) => (one > last ? one : last));
