import { clientAddress } from "../auth/client-address";
import { identify, isSame } from "../auth/door";
import { may } from "../domain/authority";
import { endpointIdsOf, type Page } from "../domain/page";
import type { Env } from "../env";
import type { PageEntry, PagePorts, PageRecord, SitePorts } from "../ports/pages";
import type { HeardPage } from "../ports/rooms";
import type { PublicMonth, PublicPage } from "../protocol/page";
import type { LiveEvent } from "../protocol/events";
import type { PageRoom } from "../protocol/rooms";
import { changesOf, concerns, pageEvents, pageUpdated } from "../public/events";
import { forgetKept, kept } from "../public/kept";
import { publicMonth } from "../public/month";
import { publicPage } from "../public/page";
import { isUnlockedBy } from "../public/password";
import { openDatabase } from "../store/database";
import { readMonthFacts, readPageFacts } from "../store/page-facts";
import {
  allPages,
  findPage,
  insertPage,
  listPages,
  missingPages,
  pageDirectory,
  pagesLike,
  removePage,
  updatePage,
} from "../store/pages";
import { wakeNotifier } from "./notifying";
import { endSubscription, subscriberPorts, subscribing } from "./subscribers";
import { timeZoneOf } from "./time-zone";

export function pagePorts(env: Env): PagePorts {
  const db = openDatabase(env.DB);
  return {
    list: (page) => listPages(db, page),
    find: (id) => findPage(db, id),
    missing: (ids) => missingPages(db, ids),
    taken: (page) => pagesLike(db, page),
    insert: (page) => insertPage(db, page),
    update: (id, changes) => updatePage(db, id, changes),
    remove: (id) => removePage(db, id),
    subscribers: subscriberPorts(env, (id) => endSubscription(env, id)),
    hashPassword: (password) => directoryOf(env).hash(password, crypto.randomUUID()),
    changed: (before, after) => pageChanged(env, before, after),
  };
}

export function sitePorts(env: Env): SitePorts {
  return {
    now: Date.now,
    directory: () => kept("directory", () => directoryOf(env).directory()),
    page: (id) => kept(`page ${id}`, () => pageOf(env, id).page(id)),
    month: (id, month) =>
      kept(`month ${id} ${month ?? ""}`, () => pageOf(env, id).month(id, month)),
    logo: async (id) => (await findPage(openDatabase(env.DB), id))?.theme.logo ?? null,
    mayRead: (entry, request) => mayRead(env, entry, request),
    isPassword: async (password, hash) =>
      isSame(await directoryOf(env).hash(password, hash.split(".")[0]!), hash),
    mayKnock: async (request) => {
      const address = clientAddress(request);
      return address === null || (await env.KNOCKS.limit({ key: address })).success;
    },
    subscriptions: subscribing(
      env,
      () => wakeNotifier(env),
      (id) => endSubscription(env, id),
    ),
  };
}

/** The authority decides; who asks is looked at only where that matters. */
async function mayRead(env: Env, entry: PageEntry, request: Request): Promise<boolean> {
  const { visibility } = entry;
  const isUnlocked = visibility === "password" && (await isUnlockedBy(request, entry));
  const thing = { kind: "publicPage", visibility, isUnlocked } as const;
  if (may({ kind: "stranger" }, "read", thing)) return true;
  const identity = await identify(request, env);
  return identity.kind === "known" && may(identity.actor, "read", thing);
}

/** A page as whoever wants to hear its room finds it. */
export async function heardPage(
  env: Env,
  slug: string,
  request: Request,
): Promise<HeardPage | null> {
  const site = sitePorts(env);
  const entry = (await site.directory()).find((one) => one.slug === slug);
  const page = entry && (await site.page(entry.id));
  if (!page) return null;
  const { visibility, showsWatching } = entry;
  const isUnlocked = visibility === "password" && (await isUnlockedBy(request, entry));
  const { asOf, nextExpectedAt } = page;
  return { visibility, isUnlocked, showsWatching, asOf, nextExpectedAt };
}

/** What the team's events mean to those who listen to pages, from what is stored now. */
export async function pageNews(
  env: Env,
  events: LiveEvent[],
): Promise<ReadonlyMap<PageRoom, LiveEvent[]>> {
  const changes = changesOf(events);
  const news = new Map<PageRoom, LiveEvent[]>();
  if (changes.before.size === 0 && changes.maintenance.size === 0) return news;
  const db = openDatabase(env.DB);
  const pages = (await allPages(db)).filter((page) => concerns(page, changes));
  const moment = { now: Date.now(), timeZone: timeZoneOf(env) };
  await Promise.all(
    pages.map(async (page) => {
      await pageOf(env, page.id).forget();
      const facts = await readPageFacts(db, page, moment);
      news.set(roomOf(page), pageEvents(page, facts, changes));
    }),
  );
  forgetKept();
  return news;
}

/** Pages that show any of these endpoints, as what is kept of them is forgotten. */
export async function forgetPagesOf(env: Env, endpointIds: readonly string[]): Promise<Page[]> {
  const shown = (page: Page) => endpointIdsOf(page).some((id) => endpointIds.includes(id));
  const pages = (await allPages(openDatabase(env.DB))).filter(shown);
  forgetKept();
  await Promise.all(pages.map(({ id }) => pageOf(env, id).forget()));
  return pages;
}

export const readDirectory = (env: Env): Promise<PageEntry[]> =>
  pageDirectory(openDatabase(env.DB));

/** Where its room stands is asked before anything is read. */
export async function readPublicPage(env: Env, id: string): Promise<PublicPage | null> {
  const db = openDatabase(env.DB);
  const page = await findPage(db, id);
  if (!page) return null;
  const live = await env.ROOM.getByName(roomOf(page)).position();
  const now = Date.now();
  const facts = await readPageFacts(db, page, { now, timeZone: timeZoneOf(env) });
  return publicPage(page, facts, { now, live });
}

export async function readPublicMonth(
  env: Env,
  id: string,
  month: string | null,
): Promise<PublicMonth | null> {
  const db = openDatabase(env.DB);
  const page = await findPage(db, id);
  const moment = { month, now: Date.now(), timeZone: timeZoneOf(env) };
  const facts = page && (await readMonthFacts(db, page, moment));
  return facts && publicMonth(page, facts);
}

/** What decides who hears a page's room, and what: where it changes, nobody goes on hearing as they did. */
const HEARD_BY = ["slug", "visibility", "passwordHash", "showsWatching"] as const;

type Edited = PageRecord | null;

/** Those who look read it anew; a page that has gone, moved, or closed is gone for them until they ask. */
async function pageChanged(env: Env, before: Edited, after: Edited): Promise<void> {
  if (after?.takesSubscribers) await wakeNotifier(env);
  const ids = [before, after].flatMap((page) => page?.id ?? []);
  forgetKept();
  await Promise.all([directoryOf(env).forget(), ...ids.map((id) => pageOf(env, id).forget())]);
  if (!before) return;
  const room = env.ROOM.getByName(roomOf(before));
  if (!after || HEARD_BY.some((one) => after[one] !== before[one])) {
    await room.end();
  } else {
    const event = pageUpdated(after, after.updatedAt);
    await room.publish({ events: [event], asOf: null, nextExpectedAt: null });
  }
}

export const roomOf = ({ slug }: Pick<Page, "slug">): PageRoom => `page:${slug}`;

const directoryOf = (env: Env) => env.STATUS_PAGES.getByName("directory");
const pageOf = (env: Env, id: string) => env.STATUS_PAGES.getByName(`page ${id}`);
