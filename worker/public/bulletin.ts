import type { Instant } from "../domain/instant";
import { DAY_MS } from "../domain/schedule";
import type { Notification, Published } from "../domain/notification";
import type { Subscription } from "../domain/subscription";
import type { Bulletin, NewDelivery } from "../ports/notifying";
import type { PublicPage } from "../protocol/page";
import { namesIn } from "./words";

/** What is older is no news any more, whoever was not told. */
const NEWS_MS = DAY_MS;

type Listener = Pick<Subscription, "id" | "componentIds" | "confirmedAt">;
type Audience = { told: ReadonlySet<string>; listeners: readonly Listener[] };

/**
 * Each update that a page shows and its subscribers have not been told of, to those whom it concerns:
 * one delivery to each, however many there are. Null where there is nothing new.
 */
export function bulletinOf(
  page: PublicPage,
  { told, listeners }: Audience,
  at: Instant,
): Bulletin | null {
  const shown = publishedOn(page);
  const fresh = shown.filter((update) => !told.has(update.id) && update.at > at - NEWS_MS);
  if (fresh.length === 0) return null;
  return {
    pageId: page.id,
    told: shown.map(({ id }) => id),
    deliveries: listeners.flatMap((listener) => deliveryTo(listener, fresh, at)),
  };
}

/** Oldest first. */
const publishedOn = (page: PublicPage): Published[] =>
  page.incidents
    .flatMap(({ id, title, impact, componentIds, updates }) =>
      updates.map((update) => ({
        id: update.id,
        incidentId: id,
        componentIds,
        names: namesIn(page, componentIds),
        title,
        isPart: title === null && impact === "minor",
        status: update.status,
        at: Date.parse(update.at),
        body: update.body,
      })),
    )
    .sort((a, b) => a.at - b.at);

function deliveryTo(
  { id, componentIds, confirmedAt }: Listener,
  fresh: readonly Published[],
  at: Instant,
): NewDelivery[] {
  const updates = fresh.filter(
    (update) =>
      update.at > (confirmedAt ?? at) &&
      (componentIds === null || update.componentIds.some((one) => componentIds.includes(one))),
  );
  const [first] = updates;
  if (!first) return [];
  const notification: Notification = { kind: "published", at, updates };
  return [{ id: `${id}.${first.id}`, channelId: id, notification }];
}
