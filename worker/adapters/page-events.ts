import { inBatches, PAGES_AT_ONCE } from "../domain/in-batches";
import type { Instant } from "../domain/instant";
import { componentsOf } from "../domain/pages/page";
import type { Env } from "../env";
import type { StatusPage } from "../ports/pages";
import type { LiveEvent } from "../protocol/events";
import { slugOfRoom, type PageRoom } from "../protocol/rooms";
import { changedEndpoints, changesFor, pageEvents, pageUpdated } from "../status-page/events";
import { clearCache } from "../status-page/memory-cache";
import { createSelection } from "../status-page/shared-data";
import { openDatabase, type Database } from "../store/database";
import { readSharedPageData } from "../store/page-data";
import { endpointsInSameComponents, loadPages, pagesShowing } from "../store/pages";
import { timeZoneOf } from "./time-zone";

/** The rooms that may have listeners; null where that is not known, and all may. */
type ListenedRooms = readonly PageRoom[] | null;
type EventsByRoom = ReadonlyMap<PageRoom, LiveEvent[]>;

/**
 * What the team's events mean to those who listen to pages, from what is stored now. What is known of an
 * endpoint is read once for all pages; of the pages only those are read that somebody may listen to.
 */
export async function pageUpdateEvents(
  env: Env,
  events: LiveEvent[],
  rooms: ListenedRooms,
): Promise<EventsByRoom> {
  const changes = changesFor(events);
  const endpointIds = changedEndpoints(changes);
  const eventsByRoom = new Map<PageRoom, LiveEvent[]>();
  const db = openDatabase(env.DB);
  const pageIds = await concernedPages(db, rooms, endpointIds);
  if (pageIds.length === 0) return eventsByRoom;
  const shared = await readSharedPageData(db, {
    endpointIds: await endpointsInSameComponents(db, { pageIds, endpointIds }),
    pageCount: pageIds.length,
    updates: "newest",
    now: Date.now(),
    timeZone: timeZoneOf(env),
  });
  const select = createSelection(shared);
  const changed = new Set(endpointIds);
  await forEachPage(env, pageIds, (page) => {
    const shown = componentsOf(page)
      .map((component) => component.endpointIds)
      .filter((ids) => ids.some((id) => changed.has(id)));
    eventsByRoom.set(roomOfPage(page), pageEvents(page, select(shown.flat()), changes));
  });
  return eventsByRoom;
}

/** The event that makes clients read a page again, for each page that shows one of these endpoints. */
export async function pageRefreshEvents(
  env: Env,
  endpointIds: readonly string[],
  { rooms, at }: { rooms: ListenedRooms; at: Instant },
): Promise<EventsByRoom> {
  const eventsByRoom = new Map<PageRoom, LiveEvent[]>();
  const pageIds = await concernedPages(openDatabase(env.DB), rooms, endpointIds);
  await forEachPage(env, pageIds, (page) =>
    eventsByRoom.set(roomOfPage(page), [pageUpdated(page, at)]),
  );
  return eventsByRoom;
}

/** Reading a page registers its room, so a page without a registered room has nothing in a cache either. */
async function concernedPages(
  db: Database,
  rooms: ListenedRooms,
  endpointIds: readonly string[],
): Promise<string[]> {
  if (endpointIds.length === 0 || rooms?.length === 0) return [];
  const slugs = rooms && rooms.map(slugOfRoom);
  return (await pagesShowing(db, { slugs, endpointIds })).map(({ id }) => id);
}

/** Each page leaves the caches before its clients get an event, so that they read what is stored now. */
async function forEachPage(
  env: Env,
  pageIds: readonly string[],
  work: (page: StatusPage) => unknown,
): Promise<void> {
  const db = openDatabase(env.DB);
  await inBatches(pageIds, PAGES_AT_ONCE, async (ids) => {
    await Promise.all(ids.map((id) => pageCache(env, id).invalidate()));
    for (const page of await loadPages(db, ids)) work(page);
  });
  clearCache();
}

export const roomOfPage = ({ slug }: Pick<StatusPage, "slug">): PageRoom => `page:${slug}`;

export const pageCache = (env: Env, id: string) => env.STATUS_PAGE_CACHE.getByName(`page ${id}`);
