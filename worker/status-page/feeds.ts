import { Feed } from "feed";
import type { PublicPage } from "../protocol/public-page";
import type { Representation, RenderContext } from "./representation";
import { escapeHtml } from "./escape";
import { stripControls } from "../domain/strip-controls";
import { updateText, publicIncidentTitle } from "./status-text";

const MAX_AGE = 60;
const MAX_ENTRIES = 50;

/** One entry for each update, with an id of its own that never changes. */
export const FEEDS: Readonly<Record<string, Representation>> = {
  "history.rss": (page, place) =>
    feedResponse(feedOf(page, place, escapeHtml).rss2(), "application/rss+xml"),
  "history.atom": (page, place) =>
    feedResponse(feedOf(page, place, escapeHtml).atom1(), "application/atom+xml"),
  "feed.json": (page, place) =>
    feedResponse(feedOf(page, place, plain).json1(), "application/feed+json"),
};

const feedResponse = (body: string, type: string) => ({
  body,
  type: `${type}; charset=utf-8`,
  maxAge: MAX_AGE,
});

/** Titles and summaries of entries are HTML in RSS and Atom, and plain text in JSON Feed. */
function feedOf(page: PublicPage, { base }: RenderContext, text: (text: string) => string): Feed {
  const entries = page.incidents
    .flatMap((incident) => incident.updates.map((update) => ({ incident, update })))
    .sort((a, b) => Date.parse(b.update.at) - Date.parse(a.update.at))
    .slice(0, MAX_ENTRIES);
  const feed = new Feed({
    id: `${base}/`,
    title: escapeCdata(`${page.title}: status`),
    description: escapeCdata(page.description ?? `Incidents of ${page.title}`),
    link: `${base}/`,
    language: "en",
    copyright: escapeCdata(page.title),
    // Not now: an unchanged feed is the same feed.
    updated: new Date(entries[0]?.update.at ?? page.createdAt),
    generator: "Pharos",
    feedLinks: {
      rss: `${base}/history.rss`,
      atom: `${base}/history.atom`,
      json: `${base}/feed.json`,
    },
    author: { name: escapeCdata(page.title) },
  });
  for (const { incident, update } of entries) {
    const body = escapeCdata(updateText(update));
    feed.addItem({
      title: text(
        escapeCdata(`[${STATE_LABELS[update.status]}] ${publicIncidentTitle(page, incident)}`),
      ),
      id: `${base}/#update-${update.id}`,
      link: `${base}/#update-${update.id}`,
      date: new Date(update.at),
      published: new Date(update.at),
      description: text(body),
      content: update.html ?? `<p>${escapeHtml(body)}</p>`,
    });
  }
  return feed;
}

const STATE_LABELS = {
  investigating: "Investigating",
  identified: "Identified",
  monitoring: "Monitoring",
  resolved: "Resolved",
  postmortem: "Postmortem",
} as const;

/** What would end a section of character data is kept apart. */
const escapeCdata = (text: string): string => stripControls(text).replaceAll("]]>", "]] >");

const plain = (text: string): string => text;
