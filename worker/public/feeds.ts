import { Feed } from "feed";
import type { PublicPage } from "../protocol/page";
import type { Format, Place } from "./format";
import { escaped, printable } from "./text";
import { bodyOf, titleOf } from "./words";

const MAX_AGE = 60;
const MOST_ENTRIES = 50;

/** One entry for each update, with an id of its own that never changes. */
export const FEEDS: Readonly<Record<string, Format>> = {
  "history.rss": (page, place) => fed(feedOf(page, place, escaped).rss2(), "application/rss+xml"),
  "history.atom": (page, place) =>
    fed(feedOf(page, place, escaped).atom1(), "application/atom+xml"),
  "feed.json": (page, place) => fed(feedOf(page, place, plain).json1(), "application/feed+json"),
};

const fed = (body: string, type: string) => ({
  body,
  type: `${type}; charset=utf-8`,
  maxAge: MAX_AGE,
});

/** Titles and summaries of entries are HTML in RSS and Atom, and plain text in JSON Feed. */
function feedOf(page: PublicPage, { base }: Place, text: (text: string) => string): Feed {
  const entries = page.incidents
    .flatMap((incident) => incident.updates.map((update) => ({ incident, update })))
    .sort((a, b) => Date.parse(b.update.at) - Date.parse(a.update.at))
    .slice(0, MOST_ENTRIES);
  const feed = new Feed({
    id: `${base}/`,
    title: clean(`${page.title}: status`),
    description: clean(page.description ?? `Incidents of ${page.title}`),
    link: `${base}/`,
    language: "en",
    copyright: clean(page.title),
    // Not now: an unchanged feed is the same feed.
    updated: new Date(entries[0]?.update.at ?? page.createdAt),
    generator: "Pharos",
    feedLinks: {
      rss: `${base}/history.rss`,
      atom: `${base}/history.atom`,
      json: `${base}/feed.json`,
    },
    author: { name: clean(page.title) },
  });
  for (const { incident, update } of entries) {
    const body = clean(bodyOf(update));
    feed.addItem({
      title: text(clean(`[${STATES[update.status]}] ${titleOf(page, incident)}`)),
      id: `${base}/#update-${update.id}`,
      link: `${base}/#update-${update.id}`,
      date: new Date(update.at),
      published: new Date(update.at),
      description: text(body),
      content: update.html ?? `<p>${escaped(body)}</p>`,
    });
  }
  return feed;
}

const STATES = {
  investigating: "Investigating",
  identified: "Identified",
  monitoring: "Monitoring",
  resolved: "Resolved",
  postmortem: "Postmortem",
} as const;

/** What would end a section of character data is kept apart. */
const clean = (text: string): string => printable(text).replaceAll("]]>", "]] >");

const plain = (text: string): string => text;
