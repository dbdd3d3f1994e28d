import { isClosedState } from "../domain/incident-work";
import type { Instant } from "../domain/instant";
import type { Notification } from "../domain/notification";
import type { OfIncident, Published, Unfinished } from "../domain/published";
import { DAY_MS } from "../domain/schedule";
import type { Subscription } from "../domain/subscription";
import type { Bulletin, NewDelivery } from "../ports/notifying";
import type { PublicPage } from "../protocol/page";
import { workTold } from "./announced";
import { statesTold } from "./states";
import { namesIn } from "./words";

/** What is older is no news any more, whoever was not told. */
const NEWS_MS = DAY_MS;

type Listener = Pick<Subscription, "id" | "componentIds" | "confirmedAt">;
type Audience = {
  told: ReadonlySet<string>;
  unfinished: Unfinished;
  listeners: readonly Listener[];
};

/**
 * All that a page says and its subscribers have not been told of, to those whom it concerns: one
 * delivery to each, however much it is. Null where there is nothing new.
 */
export function bulletinOf(
  page: PublicPage,
  { told, unfinished: before, listeners }: Audience,
  at: Instant,
): Bulletin | null {
  const written = updatesOn(page);
  const states = statesTold(page, before.components);
  const work = workTold(page, before.windows, at);
  const fresh = [
    ...written.filter(({ id }) => !told.has(id)),
    ...states.updates,
    ...work.updates,
  ].filter((update) => update.at > at - NEWS_MS || isStillToCome(update));
  const unfinished = { components: states.unfinished, windows: work.unfinished };
  if (fresh.length === 0 && JSON.stringify(unfinished) === JSON.stringify(before)) return null;
  fresh.sort((one, other) => one.at - other.at);
  return {
    pageId: page.id,
    told: written.map(({ id }) => id),
    unfinished,
    deliveries: listeners.flatMap((listener) => deliveryTo(listener, fresh, at)),
  };
}

/** However long ago it was announced. */
const isStillToCome = (update: Published): boolean =>
  update.kind === "maintenance" && update.act === "announced";

const updatesOn = (page: PublicPage): OfIncident[] =>
  page.incidents.flatMap(({ id, title, impact, componentIds, updates }) =>
    updates
      // What comes to the page only when it is over is history: nobody is called for it.
      .filter((update) => update !== updates.at(-1) || !isClosedState(update.status))
      .map((update) => ({
        kind: "incident" as const,
        id: update.id,
        at: Date.parse(update.at),
        componentIds,
        names: namesIn(page, componentIds),
        incidentId: id,
        title,
        isPart: title === null && impact === "minor",
        status: update.status,
        body: update.body,
      })),
  );

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
  // The round is part of it: what is slow again since the same instant is told again.
  return [{ id: `${id}.${first.id}.${at.toString(36)}`, channelId: id, notification }];
}
