import { OBJECT_LIMITS } from "../domain/limits";
import { describe, expect, it, vi } from "vitest";
import { pageUpdateEvents } from "../adapters/page-events";
import { pendingSubscriberUpdates } from "../adapters/subscriptions";
import type { LiveEvent } from "../protocol/events";
import type { PageRoom } from "../protocol/rooms";
import { fullPage, LARGEST_LOGO, storeFullPages } from "../test/fixtures/many-pages";
import { freezeTime, publishPage, readPageJson } from "../test/fixtures/pages";
import { countRows } from "../test/fixtures/query-counter";
import {
  bindings,
  db,
  fetchApi,
  minuteAt,
  openRoomSocket,
  sendJson,
  storeEndpoint,
} from "../test/fixtures/worker";
import { insertPage } from "../store/pages";

const TEXT = "x".repeat(9_900);
const ROUNDS = OBJECT_LIMITS.page.max / 4;

async function openIncident(updates: number): Promise<string> {
  const affected = [{ endpointId: "web", impact: "degraded" }];
  const opened = await sendJson("POST", "/incidents", { title: "Slow", body: TEXT, affected });
  const { id } = await opened.json<{ id: string }>();
  for (let index = 1; index < updates; index++) await addUpdate(id);
  return id;
}
const addUpdate = (id: string) => sendJson("POST", `/incidents/${id}/updates`, { body: TEXT });

const updatedEvent = async (id: string): Promise<LiveEvent> => ({
  type: "incident:updated",
  at: new Date(Date.now()).toISOString(),
  data: {
    incidentId: id,
    incident: await (await fetchApi(`/incidents/${id}`)).json<Record<string, unknown>>(),
    partIds: [],
    act: { kind: "update", by: "owner", status: "investigating", body: TEXT },
  },
});

describe("two hundred full pages of one endpoint, and an incident of it with five long updates", () => {
  it("[PP28] get one more update from data that is read once, four pages at a time, without logos and history", async () => {
    freezeTime(minuteAt(0));
    await storeEndpoint("web");
    const slugs = await storeFullPages("web");
    const id = await openIncident(5);
    const event = await updatedEvent(id);
    const rooms = slugs.map((slug): PageRoom => `page:${slug}`);
    const all = await countRows(() => pageUpdateEvents(bindings, [event], rooms));
    expect(all.result.size).toBe(slugs.length);
    expect(all.statements).toBeLessThanOrEqual(ROUNDS + 15);
    // Each page twice, and each of its hundred components three times: SQLite counts the parts of JSON.
    expect(all.read).toBeLessThanOrEqual(500 + 310 * slugs.length);
    const groups = JSON.stringify(fullPage(slugs[0]!, "web").groups).length;
    expect(all.bytes).toBeLessThanOrEqual(1.5 * groups * slugs.length);
    // Pages without listeners are not read at all.
    const few = await countRows(() => pageUpdateEvents(bindings, [event], rooms.slice(0, 2)));
    expect([...few.result.keys()]).toEqual(rooms.slice(0, 2));
    expect(few.statements).toBeLessThanOrEqual(16);
    expect(few.bytes).toBeLessThanOrEqual(4 * groups + 60_000);
    const none = await countRows(() => pageUpdateEvents(bindings, [event], []));
    expect([none.result.size, none.statements, none.bytes]).toEqual([0, 0, 0]);
  }, 120_000);

  it("[PP28] cost the write itself nothing: it is answered before they are read", async () => {
    freezeTime(minuteAt(0));
    await storeEndpoint("web");
    const id = await openIncident(1);
    const alone = await countRows(() => addUpdate(id));
    await storeFullPages("web");
    const beside = await countRows(() => addUpdate(id));
    expect(beside.read).toBeLessThanOrEqual(alone.read + 10);
    expect(beside.statements).toBeLessThanOrEqual(alone.statements);
    expect(beside.bytes).toBeLessThanOrEqual(2 * alone.bytes + 2 * TEXT.length);
  }, 120_000);

  it("[PP28] are looked through for their subscribers from what is read once", async () => {
    freezeTime(minuteAt(0));
    await storeEndpoint("web");
    const slugs = await storeFullPages("web");
    await openIncident(3);
    await db.$client.batch(
      slugs.map((slug) =>
        db.$client
          .prepare(
            `insert into subscriptions (id, page_id, kind, encrypted_payload, address_hash, token_hash,
              language, origin, created_at, confirmed_at) values (?1, ?1, 'webhook', '', ?1, ?1, 'en', '', 0, 1)`,
          )
          .bind(slug),
      ),
    );
    const sent = await countRows(() => pendingSubscriberUpdates(bindings, Date.now()));
    expect(sent.result).toHaveLength(slugs.length);
    expect(sent.statements).toBeLessThanOrEqual(2 * slugs.length + 15);
    const groups = JSON.stringify(fullPage(slugs[0]!, "web").groups).length;
    expect(sent.bytes).toBeLessThanOrEqual(1.5 * groups * slugs.length);
  }, 120_000);
});

describe("a frame of a page", () => {
  it("[PP30] carries the newest update of an incident alone, the page shows all of them", async () => {
    freezeTime(minuteAt(0));
    await storeEndpoint("web");
    const groups = [{ name: "", components: [{ name: "Website", endpointIds: ["web"] }] }];
    await publishPage({ groups });
    const id = await openIncident(3);
    const visitor = await openRoomSocket("page:acme");
    await sendJson("POST", `/incidents/${id}/updates`, { body: "The **last** one." });
    const { events } = await visitor.next();
    expect(events).toMatchObject([
      {
        type: "page:incident-changed",
        data: { incident: { title: "Slow", updates: [{ body: "The **last** one." }] } },
      },
    ]);
    expect(JSON.stringify(events).length).toBeLessThan(2_000);
    expect((await readPageJson()).incidents[0]!.updates).toHaveLength(4);
  });
});

describe("a logo", () => {
  it("[PG9] is given back as it was sent, stands in no answer but the editor's, and goes with its page", async () => {
    await insertPage(db, fullPage("other", "none"));
    const id = await publishPage({
      slug: "branded",
      groups: [],
      theme: { accent: "#2563eb", logo: LARGEST_LOGO },
    });
    const theme = async () =>
      (await (await fetchApi(`/pages/${id}`)).json<{ theme: object }>()).theme;
    expect(await theme()).toEqual({ accent: "#2563eb", logo: LARGEST_LOGO });
    const read = await countRows(() => readPageJson("/status/branded/pharos.json"));
    expect(read.result.theme.logo).toMatch(/^\/status\/branded\/logo\?v=/);
    expect(read.bytes).toBeLessThan(20_000);
    // What does not speak of the theme leaves the logo.
    await sendJson("PATCH", `/pages/${id}`, { title: "Renamed" });
    expect(await theme()).toMatchObject({ logo: LARGEST_LOGO });
    const logos = async () =>
      (await db.all<{ page_id: string }>("select page_id from page_logos")).map(
        ({ page_id }) => page_id,
      );
    expect(await logos()).toHaveLength(2);
    await sendJson("PATCH", `/pages/${id}`, { theme: { accent: null, logo: null } });
    expect([await theme(), await logos()]).toEqual([{ accent: null, logo: null }, ["other"]]);
    await fetchApi("/pages/other", { method: "DELETE" });
    await vi.waitFor(async () => expect(await logos()).toEqual([]));
  });
});
