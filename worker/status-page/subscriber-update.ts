import { isClosedState } from "../domain/incidents/actions";
import type { Instant } from "../domain/instant";
import type { Notification } from "../domain/alerts/alert";
import type { IncidentPageUpdate, PageUpdate, OpenItems } from "../domain/pages/update";
import { DAY_MS } from "../domain/schedule";
import type { Subscription } from "../domain/pages/subscription";
import type { SubscriberUpdate, NewDelivery } from "../ports/notifications";
import type { PublicPage } from "../protocol/public-page";
import { maintenanceUpdates } from "./maintenance-updates";
import { componentUpdates } from "./component-updates";
import { componentNames } from "./status-text";

/** What is older is no news any more, whoever was not told. */
const MAX_UPDATE_AGE_MS = DAY_MS;

type Subscriber = Pick<Subscription, "id" | "componentIds" | "confirmedAt">;
type SubscriberState = {
  notifiedUpdateIds: ReadonlySet<string>;
  openItems: OpenItems;
  subscriptions: readonly Subscriber[];
};

/**
 * All that a page says and its subscribers have not been told of, to those whom it concerns: one
 * delivery to each, however much it is. Null where there is nothing new.
 */
export function subscriberUpdateOf(
  page: PublicPage,
  { notifiedUpdateIds, openItems: before, subscriptions }: SubscriberState,
  at: Instant,
): SubscriberUpdate | null {
  const written = publishedUpdates(page);
  const states = componentUpdates(page, before.components);
  const work = maintenanceUpdates(page, before.windows, at);
  const fresh = [
    ...written.filter(({ id }) => !notifiedUpdateIds.has(id)),
    ...states.updates,
    ...work.updates,
  ].filter((update) => update.at > at - MAX_UPDATE_AGE_MS || isUpcoming(update));
  const openItems = { components: states.unfinished, windows: work.unfinished };
  if (fresh.length === 0 && JSON.stringify(openItems) === JSON.stringify(before)) return null;
  fresh.sort((one, other) => one.at - other.at);
  return {
    pageId: page.id,
    notifiedUpdateIds: written.map(({ id }) => id),
    openItems,
    deliveries: subscriptions.flatMap((listener) => deliveryTo(listener, fresh, at)),
  };
}

/** However long ago it was announced. */
const isUpcoming = (update: PageUpdate): boolean =>
  update.kind === "maintenance" && update.act === "announced";

const publishedUpdates = (page: PublicPage): IncidentPageUpdate[] =>
  page.incidents.flatMap(({ id, title, impact, componentIds, updates }) =>
    updates
      // What comes to the page only when it is over is history: nobody is called for it.
      .filter((update) => update !== updates.at(-1) || !isClosedState(update.status))
      .map((update) => ({
        kind: "incident" as const,
        id: update.id,
        at: Date.parse(update.at),
        componentIds,
        names: componentNames(page, componentIds),
        incidentId: id,
        title,
        isPart: title === null && impact === "minor",
        status: update.status,
        body: update.body,
      })),
  );

function deliveryTo(
  { id, componentIds, confirmedAt }: Subscriber,
  fresh: readonly PageUpdate[],
  at: Instant,
): NewDelivery[] {
  const updates = fresh.filter(
    (update) =>
      update.at > (confirmedAt ?? at) &&
      (componentIds === null || update.componentIds.some((one) => componentIds.includes(one))),
  );
  const [first] = updates;
  if (!first) return [];
  const payload: Notification = { kind: "published", at, updates };
  // The round is part of it: what is slow again since the same instant is told again.
  return [{ id: `${id}.${first.id}.${at.toString(36)}`, channelId: id, payload }];
}
