import { parseFeed } from "@rowanmanning/feed-parser";
import ICAL from "ical.js";
import RssParser from "rss-parser";
import statuspage from "statuspage.js";
import { expect, test, type TestInstance } from "./fixtures";
import { startExternalSite } from "./external-site";

/** What others wrote to read Statuspage, feeds and calendars, unchanged, at our addresses. */
const HOUR_MS = 3_600_000;
const BODY = "Some banks refuse. <script>alert(1)</script> & **others** too.";
let count = 0;
const DEEP = { tag: "@deep" };

type Incident = { id: string };

/** A page of one component with an incident that a person wrote about, and announced work. */
async function publish(world: TestInstance, baseURL: string, more: object = {}) {
  const shop = await world.createEndpoint("Shop");
  const slug = `readers-${process.pid}-${++count}`;
  const { id } = await world.api<{ id: string }>("POST", "/pages", {
    slug,
    title: "Acme",
    groups: [{ name: "Core", components: [{ name: "Shop", endpointIds: [shop.id] }] }],
    ...more,
  });
  const incident = await world.api<Incident>("POST", "/incidents", {
    title: "Cards fail",
    body: BODY,
    affected: [{ endpointId: shop.id, impact: "major_outage" }],
  });
  const startsAt = new Date(Date.now() + HOUR_MS);
  const maintenance = await world.api<{ id: string }>("POST", "/maintenances", {
    title: "Disks, new ones; 새 디스크",
    endpointIds: [shop.id],
    startsAt: startsAt.toISOString(),
    endsAt: new Date(+startsAt + HOUR_MS).toISOString(),
    timeZone: "UTC",
  });
  return {
    base: `${new URL(baseURL).origin}/status/${slug}`,
    startsAt,
    write: (status: string, body: string) =>
      world.api("POST", `/incidents/${incident.id}/updates`, { status, body }),
    async remove() {
      await world.api("POST", `/incidents/${incident.id}/updates`, {
        status: "resolved",
        body: "Over.",
      });
      await world.api("DELETE", `/maintenances/${maintenance.id}`);
      await world.api("DELETE", `/pages/${id}`);
    },
  };
}

const textAt = async (address: string) => (await fetch(address)).text();

test(
  "[FM1] Statuspage's own widget shows the page, on somebody else's site",
  DEEP,
  async ({ page, world, baseURL, problems }) => {
    problems.expected.push(/parcelRequire is not defined/);
    // It looks at the root of an address alone.
    const { remove } = await publish(world, baseURL!, { isDefault: true });
    await page.goto(
      await startExternalSite(`<statuspage-widget src="${baseURL}"></statuspage-widget>`),
    );
    await page.addScriptTag({ path: "node_modules/@statuspage/status-widget/dist/index.js" });
    const widget = page.locator("statuspage-widget");
    await expect(widget).toContainText("Major Service Outage");
    await remove();
  },
);

test("[FM1] a client of Statuspage's API reads all of it", DEEP, async ({ world, baseURL }) => {
  const { base, write, remove } = await publish(world, baseURL!);
  const client = clientOf(base);
  const { page, status } = await client.status();
  expect(page).toMatchObject({ name: "Acme", time_zone: "UTC" });
  expect(status).toEqual({ indicator: "critical", description: "Major Service Outage" });
  const { components } = await client.components();
  expect(components.map(({ name, status: at }) => [name, at])).toEqual([
    ["Core", "major_outage"],
    ["Shop", "major_outage"],
  ]);
  const [unresolved] = (await client.unresolvedIncidents()).incidents;
  expect(unresolved).toMatchObject({ name: "Cards fail", status: "investigating" });
  expect(unresolved!.incident_updates[0]!.created_at).toBeInstanceOf(Date);
  expect((await client.allIncidents()).incidents[0]!.id).toBe(unresolved!.id);
  const scheduled = await client.upcomingScheduledMaintenances();
  expect(scheduled.scheduled_maintenances[0]).toMatchObject({ status: "scheduled" });
  expect((await client.summary()).incidents).toHaveLength(1);

  await write("identified", "A certificate.");
  await expect
    .poll(async () => (await client.unresolvedIncidents()).incidents[0]!.incident_updates.length)
    .toBe(2);
  const [incident] = (await client.unresolvedIncidents()).incidents;
  expect(incident).toMatchObject({
    status: "identified",
    incident_updates: [{ body: "A certificate." }, unresolved!.incident_updates[0]],
  });
  await remove();
});

/** It knows no address but Statuspage's: that alone is another one. */
function clientOf(base: string) {
  const client = new statuspage.Statuspage("acme");
  client["axios"].defaults.baseURL = `${base}/api/v2`;
  return client;
}

for (const [format, other] of [
  ["rss", "atom"],
  ["atom", "rss"],
]) {
  test(
    `[FM2] two readers of feeds find in ${other} what they found in ${format}, and what is new`,
    DEEP,
    async ({ world, baseURL }) => {
      const { base, write, remove } = await publish(world, baseURL!);
      const [before] = await entriesOf(await textAt(`${base}/history.${format}`));
      expect(before.map(({ title }) => title)).toEqual(["[Investigating] Cards fail"]);
      await write("identified", "A certificate.");
      // The first one is kept for a minute; nobody has asked for this one yet.
      const [entries, otherEntries] = await entriesOf(await textAt(`${base}/history.${other}`));
      expect(entries).toEqual(otherEntries);
      expect(entries.map(({ title }) => title)).toEqual([
        "[Identified] Cards fail",
        "[Investigating] Cards fail",
      ]);
      expect(entries[1]).toEqual(before[0]);
      await remove();
    },
  );
}

/** `at` to the second: RSS knows no less. */
type Entry = { id: string; title: string; link: string; at: string };

/** As each of the two readers understands them. */
async function entriesOf(text: string): Promise<[Entry[], Entry[]]> {
  const { items } = await new RssParser().parseString(text);
  const feed = parseFeed(text);
  expect(feed.url).toMatch(/^http/);
  expect(text).not.toContain("<script>alert");
  return [
    items.map(({ guid, id, title, link, isoDate }: RssParser.Item & { id?: string }) => ({
      id: guid ?? id ?? "",
      title: title ?? "",
      link: link ?? "",
      at: (isoDate ?? "").slice(0, 19),
    })),
    feed.items.map(({ id, title, url, published }) => ({
      id: id ?? "",
      title: title ?? "",
      link: url ?? "",
      at: published?.toISOString().slice(0, 19) ?? "",
    })),
  ];
}

test(
  "[FM2] feeds keep to the rules that W3C's validator checks",
  DEEP,
  async ({ page, world, baseURL }) => {
    const { base, write, remove } = await publish(world, baseURL!);
    await write("identified", "A certificate.");
    const rss = await fetch(`${base}/history.rss`);
    const atom = await fetch(`${base}/history.atom`);
    expect(rss.headers.get("content-type")).toBe("application/rss+xml; charset=utf-8");
    expect(atom.headers.get("content-type")).toBe("application/atom+xml; charset=utf-8");
    const found = await page.evaluate(readFeeds, {
      rss: await rss.text(),
      atom: await atom.text(),
    });

    expect(found.rss.channel).toMatchObject({ link: `${base}/`, self: `${base}/history.rss` });
    for (const { guid, isPermaLink, date, link, title } of found.rss.items) {
      // A part of the page: where it is there it can be read, but it is no page of its own.
      expect([guid, isPermaLink]).toEqual([link, "false"]);
      expect(title).not.toBe("");
      // RFC 822, as RSS 2.0 asks, with a year of four digits.
      expect(date).toMatch(/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/);
    }
    expect(found.atom.feed).toMatchObject({ id: `${base}/`, self: `${base}/history.atom` });
    expect(found.atom.feed.author).toBe("Acme");
    for (const { id, updated, link, title } of found.atom.entries) {
      expect([id, title === ""]).toEqual([link, false]);
      expect(new Date(updated).toISOString()).toBe(updated);
    }
    for (const list of [found.rss.items, found.atom.entries]) expect(list).toHaveLength(2);
    expect(new Set(found.rss.items.map(({ guid }) => guid)).size).toBe(2);
    await remove();
  },
);

/** Runs in the page: what a parser of XML finds, which refuses what is not well formed. */
function readFeeds(texts: { rss: string; atom: string }) {
  const parsed = (text: string) => {
    const xml = new DOMParser().parseFromString(text, "text/xml");
    if (xml.querySelector("parsererror")) throw new Error(xml.documentElement.textContent);
    return xml;
  };
  const text = (parent: ParentNode, name: string) => parent.querySelector(name)?.textContent ?? "";
  const [rss, atom] = [parsed(texts.rss), parsed(texts.atom)];
  const href = (parent: ParentNode, rel: string) =>
    [...parent.querySelectorAll("link")]
      .find((link) => (link.getAttribute("rel") ?? "alternate") === rel)
      ?.getAttribute("href");
  const channel = rss.querySelector("channel")!;
  const self = channel.getElementsByTagNameNS("http://www.w3.org/2005/Atom", "link")[0];
  return {
    rss: {
      channel: { link: text(channel, "link"), self: self?.getAttribute("href") },
      items: [...rss.querySelectorAll("item")].map((item) => ({
        guid: text(item, "guid"),
        isPermaLink: item.querySelector("guid")!.getAttribute("isPermaLink"),
        date: text(item, "pubDate"),
        link: text(item, "link"),
        title: text(item, "title"),
      })),
    },
    atom: {
      feed: { id: text(atom, "id"), self: href(atom, "self"), author: text(atom, "author > name") },
      entries: [...atom.querySelectorAll("entry")].map((entry) => ({
        id: text(entry, "id"),
        updated: text(entry, "updated"),
        link: href(entry, "alternate"),
        title: text(entry, "title"),
      })),
    },
  };
}

test("[FM3] a parser of calendars finds the announced work", DEEP, async ({ world, baseURL }) => {
  const { base, startsAt, remove } = await publish(world, baseURL!);
  const response = await fetch(`${base}/maintenance.ics`);
  expect(response.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  const calendar = new ICAL.Component(ICAL.parse(await response.text()) as never);
  const [event] = calendar
    .getAllSubcomponents("vevent")
    .map((component) => new ICAL.Event(component));
  expect(event!.summary).toBe("Acme: Disks, new ones; 새 디스크");
  expect(event!.startDate.toJSDate()).toEqual(new Date(Math.floor(+startsAt / 1_000) * 1_000));
  expect(event!.duration.toSeconds()).toBe(HOUR_MS / 1_000);
  expect(event!.uid).toMatch(/^\S+@127\.0\.0\.1$/);
  expect(event!.isRecurring()).toBe(false);
  await remove();
});
