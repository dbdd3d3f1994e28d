import { describe, expect, it } from "vitest";
import {
  fetchWorker,
  fetchApi,
  openRoomSocket,
  sendJson,
  storeEndpoint,
} from "../test/fixtures/worker";
import type { List } from "../protocol/api";
import type { ApiError } from "../protocol/errors";
import type { PageView } from "../protocol/page-view";

const ACME = {
  slug: "acme",
  title: "Acme",
  groups: [{ name: "Core", components: [{ name: "Website", endpointIds: ["web"] }] }],
};
const make = async (fields: object = {}) => {
  const response = await sendJson("POST", "/pages", { ...ACME, ...fields });
  return { status: response.status, body: await response.json<PageView & ApiError>() };
};
const change = async (id: string, changes: object) => {
  const response = await sendJson("PATCH", `/pages/${id}`, changes);
  return { status: response.status, body: await response.json<PageView & ApiError>() };
};

describe("a page", () => {
  it("[PG4] is made, read, listed, changed and deleted", async () => {
    await storeEndpoint("web");
    const { status, body: page } = await make();
    expect(status).toBe(201);
    expect(page).toEqual({
      id: expect.any(String),
      slug: "acme",
      title: "Acme",
      description: null,
      isDefault: false,
      domain: null,
      visibility: "public",
      hasPassword: false,
      allowIndexing: true,
      showViewerCount: false,
      allowSubscriptions: true,
      mailChannelId: null,
      groups: [
        {
          name: "Core",
          components: [
            {
              id: expect.any(String),
              name: "Website",
              description: null,
              endpointIds: ["web"],
              status: null,
              showLatency: false,
            },
          ],
        },
      ],
      theme: { accent: null, logo: null },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(await (await fetchApi(`/pages/${page.id}`)).json()).toEqual(page);
    const list = await (await fetchApi("/pages")).json<List<PageView>>();
    expect(list).toEqual({ data: [page], nextCursor: null });
    const changed = await change(page.id, { title: "Acme Inc.", theme: { accent: "#2563EB" } });
    expect(changed.body).toMatchObject({ title: "Acme Inc.", theme: { accent: "#2563eb" } });
    expect((await fetchApi(`/pages/${page.id}`, { method: "DELETE" })).status).toBe(204);
    expect((await fetchApi(`/pages/${page.id}`)).status).toBe(404);
  });

  it("[PG5] keeps its components' ids, by id or by name", async () => {
    await storeEndpoint("web");
    const { body: page } = await make();
    const [first] = page.groups[0]!.components;
    const moved = await change(page.id, {
      groups: [
        { name: "", components: [{ name: "Status of the shop", id: first!.id }] },
        { name: "More", components: [{ name: "API", endpointIds: ["web"] }] },
      ],
    });
    expect(moved.body.groups[0]!.components[0]!.id).toBe(first!.id);
    const api_ = moved.body.groups[1]!.components[0]!;
    const again = await change(page.id, { groups: [{ components: [{ name: "API" }] }] });
    expect(again.body.groups[0]!.components[0]!.id).toBe(api_.id);
  });

  it("[PG6] is the one at / for as long as no other is", async () => {
    const { body: one } = await make({ groups: [], isDefault: true });
    const { body: two } = await make({ slug: "other", groups: [], isDefault: true });
    const { data } = await (await fetchApi("/pages")).json<List<PageView>>();
    expect(data.filter(({ isDefault }) => isDefault).map(({ id }) => id)).toEqual([two.id]);
    await change(one.id, { isDefault: true });
    expect((await (await fetchApi(`/pages/${two.id}`)).json<PageView>()).isDefault).toBe(false);
  });

  it.each([
    ["slug", { slug: "Acme" }],
    ["slug", { slug: "a/../b" }],
    ["title", { title: " " }],
    ["title", { title: "x".repeat(121) }],
    ["visibility", { visibility: "secret" }],
    ["password", { visibility: "password" }],
    ["domain", { domain: "localhost" }],
    ["domain", { domain: "https://status.example.com" }],
    ["theme.accent", { theme: { accent: "red;}*{display:none" } }],
    ["theme.logo", { theme: { logo: "https://tracker.example/pixel.png" } }],
    ["theme.logo", { theme: { logo: "data:text/html;base64,PGI+" } }],
    ["theme.css", { theme: { css: "*{}" } }],
    ["groups", { groups: [{ components: [{ name: "x", endpointIds: ["gone"] }] }] }],
    [
      "groups.0.components.0.endpointIds",
      { groups: [{ components: [{ name: "x", endpointIds: ["a", "a"] }] }] },
    ],
    ["groups.0.components.0.url", { groups: [{ components: [{ name: "x", url: "y" }] }] }],
    ["colour", { colour: "blue" }],
  ])("[PG7] is refused by its %s where it is wrong: %j", async (field, fields) => {
    const { status, body } = await make({ groups: [], ...fields });
    expect(status).toBe(400);
    expect(Object.keys(body.error.fields ?? {})).toContain(field);
  });

  it("[PG7] has a slug and a domain that no other one has", async () => {
    await make({ groups: [], domain: "status.example.com" });
    const { body } = await make({ groups: [], domain: "status.example.com" });
    expect(Object.keys(body.error.fields ?? {})).toEqual(["slug", "domain"]);
  });

  it("[PG4] does not stand in its own way when it is changed, with a domain of its own", async () => {
    const { body } = await make({ groups: [], domain: "status.example.com" });
    const path = `/pages/${body.id}`;
    for (const changes of [{ title: "Other" }, { slug: "acme", domain: "status.example.com" }]) {
      expect((await sendJson("PATCH", path, changes)).status).toBe(200);
    }
  });

  it("[PG7] can be saved again when an endpoint of it was deleted meanwhile", async () => {
    await storeEndpoint("web");
    const { body: page } = await make();
    await fetchApi("/endpoints/web", { method: "DELETE" });
    expect((await change(page.id, { groups: page.groups })).status).toBe(200);
    const shown = await fetchWorker("/status/acme/pharos.json", { headers: {} });
    expect(await shown.json()).toMatchObject({ status: "UNKNOWN" });
  });

  it("[PG8] tells those who look when it is edited, and lets go of them when it is gone", async () => {
    const { body: page } = await make({ groups: [] });
    const visitor = await openRoomSocket("page:acme");
    await change(page.id, { title: "Acme Inc." });
    expect((await visitor.next()).events).toEqual([
      { type: "page:updated", at: expect.any(String), data: { slug: "acme" } },
    ]);
    await fetchApi(`/pages/${page.id}`, { method: "DELETE" });
    expect((await visitor.closed).code).toBe(4404);
  });
});
