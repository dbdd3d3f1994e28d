import { passwordHasher } from "../auth/hashers";
import type { Env } from "../env";
import type { PageEntry, PagePorts, PageRecord, SitePorts } from "../ports/pages";
import type { RoomPage } from "../ports/rooms";
import type { PublicMonth, PublicPage } from "../protocol/public-page";
import { addressPolicy } from "../probe/net/address-policy";
import { createOutbound } from "../probe/net/outbound";
import { domainProof } from "../status-page/domain-proof";
import { pageUpdated } from "../status-page/events";
import { clearCache, cached } from "../status-page/memory-cache";
import { publicMonth } from "../status-page/month";
import { publicPage } from "../status-page/page";
import { openDatabase } from "../store/database";
import { readMonthData, readPageData } from "../store/page-data";
import {
  findEditablePage,
  findPage,
  insertPage,
  listPages,
  loadLogo,
  missingPages,
  loadPageDirectory,
  findConflictingPages,
  removePage,
  updatePage,
} from "../store/pages";
import { scheduleDispatch } from "./notifications";
import { canRead, isOpenByPassword, tryPassword } from "./page-access";
import { pageCache, roomOfPage } from "./page-events";
import { unsubscribe, subscriberPorts, subscriptionPorts } from "./subscriptions";
import { checkDomain } from "./page-domain";
import { timeZoneOf } from "./time-zone";

export function pagePorts(env: Env): PagePorts {
  const db = openDatabase(env.DB);
  return {
    list: (page) => listPages(db, page),
    find: (id) => findEditablePage(db, id),
    missing: (ids) => missingPages(db, ids),
    findConflicts: (page) => findConflictingPages(db, page),
    insert: (page) => insertPage(db, page),
    update: (id, changes, edit) => updatePage(db, id, changes, edit),
    remove: (id, edit) => removePage(db, id, edit),
    subscribers: subscriberPorts(env, (id) => unsubscribe(env, id)),
    checkDomain: async (domain) =>
      checkDomain(
        `https://${domain}`,
        await domainProof(domain, env),
        createOutbound({ ...addressPolicy(env), publicHostnames: [] }),
      ),
    hashPassword: (password) => passwordHasher(env).hash(password),
    notifyChanged: (before, after) => pageChanged(env, before, after),
  };
}

export function sitePorts(env: Env): SitePorts {
  return {
    now: Date.now,
    directory: () => cached("directory", () => directoryCache(env).directory()),
    page: (id) => cached(`page ${id}`, () => pageCache(env, id).page(id)),
    month: (id, month) =>
      cached(`month ${id} ${month ?? ""}`, () => pageCache(env, id).month(id, month)),
    domainProof: (hostname) => domainProof(hostname, env),
    logo: (id) => loadLogo(openDatabase(env.DB), id),
    canRead: (entry, request) => canRead(env, entry, request),
    tryPassword: (entry, password, request) => tryPassword(env, entry, password, request),
    subscriptions: subscriptionPorts(
      env,
      () => scheduleDispatch(env),
      (id) => unsubscribe(env, id),
    ),
  };
}

/** A page as whoever wants to hear its room finds it. */
export async function pageOfRoom(
  env: Env,
  slug: string,
  request: Request,
): Promise<RoomPage | null> {
  const site = sitePorts(env);
  const entry = (await site.directory()).find((one) => one.slug === slug);
  const page = entry && (await site.page(entry.id));
  if (!page) return null;
  const { visibility, showViewerCount } = entry;
  const isUnlocked = await isOpenByPassword(entry, request);
  const { asOf, nextExpectedAt } = page;
  return { visibility, isUnlocked, showViewerCount, asOf, nextExpectedAt };
}

export const readDirectory = (env: Env): Promise<PageEntry[]> =>
  loadPageDirectory(openDatabase(env.DB));

/** Where its room stands is asked before anything is read. */
export async function readPublicPage(env: Env, id: string): Promise<PublicPage | null> {
  const db = openDatabase(env.DB);
  const page = await findPage(db, id);
  if (!page) return null;
  const live = await env.ROOM.getByName(roomOfPage(page)).position();
  const now = Date.now();
  const data = await readPageData(db, page, { now, timeZone: timeZoneOf(env) });
  return publicPage(page, data, { now, live });
}

export async function readPublicMonth(
  env: Env,
  id: string,
  month: string | null,
): Promise<PublicMonth | null> {
  const db = openDatabase(env.DB);
  const page = await findPage(db, id);
  const moment = { month, now: Date.now(), timeZone: timeZoneOf(env) };
  const data = page && (await readMonthData(db, page, moment));
  return data && publicMonth(page, data);
}

/** What decides who hears a page's room, and what: where it changes, nobody goes on hearing as they did. */
const ROOM_SETTINGS = ["slug", "visibility", "passwordHash", "showViewerCount"] as const;

type PageVersion = PageRecord | null;

/** Those who look read it anew; a page that has gone, moved, or closed is gone for them until they ask. */
async function pageChanged(env: Env, before: PageVersion, after: PageVersion): Promise<void> {
  if (after?.allowSubscriptions) await scheduleDispatch(env);
  const ids = [before, after].flatMap((page) => page?.id ?? []);
  clearCache();
  await Promise.all([
    directoryCache(env).invalidate(),
    ...ids.map((id) => pageCache(env, id).invalidate()),
  ]);
  if (!before) return;
  const room = env.ROOM.getByName(roomOfPage(before));
  if (!after || ROOM_SETTINGS.some((one) => after[one] !== before[one])) {
    await room.end();
  } else {
    const event = pageUpdated(after, after.updatedAt);
    await room.publish({ events: [event], asOf: null, nextExpectedAt: null });
  }
}

const directoryCache = (env: Env) => env.STATUS_PAGE_CACHE.getByName("directory");
