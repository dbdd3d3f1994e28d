import { afterEach, describe, expect, it, vi } from "vitest";
import {
  fetchWorker,
  setBehaviour,
  createThroughApi,
  minuteAt,
  sendJson,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import { badgeOf, svgBadge } from "./badge";
import { REPRESENTATIONS } from "./representations";
import { STATUSPAGE_API } from "./statuspage-api";

const visit = (path: string, headers: Record<string, string> = {}) =>
  fetchWorker(path, { headers });
const HOSTILE = `</title><script>alert(1)</script>"'&]]>\u0007,;\\`;

afterEach(() => {
  vi.useRealTimers();
});

async function publish(name = "Website", title = "Acme") {
  // Just after the tick: later on nobody would have looked for long.
  vi.useFakeTimers({ now: minuteAt(0) + 5_000, toFake: ["Date"] });
  await storeEndpoint("web", { failureThreshold: 1 });
  await sendJson("POST", "/pages", {
    slug: "acme",
    title,
    isDefault: true,
    groups: [{ name: "Core", components: [{ name, endpointIds: ["web"] }] }],
  });
  await setBehaviour("web", { status: 500 });
  await runTickAt(minuteAt(0));
  await sendJson("POST", "/maintenances", {
    title: HOSTILE,
    endpointIds: ["web"],
    startsAt: new Date(Date.now() + 3_600_000).toISOString(),
    endsAt: new Date(Date.now() + 7_200_000).toISOString(),
    timeZone: "UTC",
  });
}

describe("Statuspage's API", () => {
  it("[FM1] is at its own paths, for the page at / and for each, open to every origin", async () => {
    await publish();
    for (const path of Object.keys(STATUSPAGE_API)) {
      for (const base of ["", "/status/acme"]) {
        const response = await visit(`${base}/${path}`);
        expect([path, response.status]).toEqual([path, 200]);
        expect(response.headers.get("access-control-allow-origin")).toBe("*");
        const body = await response.json<{ page: object }>();
        expect(body.page).toMatchObject({ id: expect.any(String), name: "Acme", time_zone: "UTC" });
      }
    }
    expect((await visit("/api/v2/other.json")).status).toBe(401);
  });

  it("[FM1] leads with its links, as feeds do, to what the page shows, and tells when work was announced", async () => {
    await publish();
    const announcedAt = new Date(Date.now()).toISOString();
    await setBehaviour("web", {});
    vi.setSystemTime(minuteAt(1) + 5_000);
    await runTickAt(minuteAt(1));
    const read = async (path: string) => (await visit(path)).json<Record<string, object[]>>();
    const summary = await read("/status/acme/api/v2/summary.json");
    expect(summary["scheduled_maintenances"]).toMatchObject([
      { created_at: announcedAt, updated_at: announcedAt },
    ]);
    const { incidents } = await read("/status/acme/api/v2/incidents.json");
    const { items } = await read("/status/acme/feed.json");
    const html = await (await visit("/status/acme")).text();
    const links = [...incidents!, ...items!, ...summary["scheduled_maintenances"]!].map((one) => {
      const { shortlink, url = "" } = one as { shortlink?: string; url?: string };
      return shortlink ?? url;
    });
    expect(links).toHaveLength(4);
    for (const link of links) expect(html).toContain(`id="${link.split("#")[1]}"`);
  });

  it("[FM1] has its fields and its words", async () => {
    await publish();
    const summary = await (await visit("/api/v2/summary.json")).json<Record<string, object[]>>();
    expect(Object.keys(summary)).toEqual([
      "page",
      "components",
      "incidents",
      "scheduled_maintenances",
      "status",
    ]);
    expect(summary["status"]).toEqual({
      indicator: "critical",
      description: "Major Service Outage",
    });
    const [group, website] = summary["components"] as Record<string, unknown>[];
    expect(group).toMatchObject({ group: true, components: [website!["id"]] });
    expect(website).toMatchObject({
      name: "Website",
      status: "major_outage",
      group: false,
      group_id: group!["id"],
    });
    expect(summary["incidents"]![0]).toMatchObject({
      name: "Website has a major outage",
      status: "investigating",
      impact: "major",
      resolved_at: null,
      incident_updates: [{ status: "investigating", body: "Noticed by our monitoring." }],
    });
    expect(summary["scheduled_maintenances"]![0]).toMatchObject({
      status: "scheduled",
      impact: "maintenance",
    });
  });
});

describe("feeds and the calendar", () => {
  it("[FM2] a feed has an entry for each update, with an id that stays, and 304 until there is more", async () => {
    await publish();
    for (const path of ["/history.rss", "/history.atom", "/feed.json"]) {
      const first = await visit(`/status/acme${path}`);
      const text = await first.text();
      const ids = text.match(/#update-[\w-]+/g) ?? [];
      expect(new Set(ids).size).toBe(1);
      const etag = first.headers.get("etag")!;
      expect((await visit(`/status/acme${path}`, { "if-none-match": etag })).status).toBe(304);
      expect(first.headers.get("cache-control")).toContain("max-age=60");
    }
  });

  it("[FM3] a calendar has its lines folded at 75 octets and its texts escaped", async () => {
    await publish("웹사이트 ".repeat(20));
    const text = await (await visit("/maintenance.ics")).text();
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
    for (const line of text.split("\r\n")) {
      expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
    }
    expect(text.replaceAll("\r\n ", "")).toContain("\\,\\;\\\\");
  });
});

describe("badges", () => {
  it("[FM4] are at our own paths, Gatus' and Uptime Kuma's, as SVG and as shields' JSON", async () => {
    await publish();
    const { groups } = await (
      await visit("/pharos.json")
    ).json<{
      groups: { components: { id: string }[] }[];
    }>();
    const { id } = groups[0]!.components[0]!;
    for (const path of [
      `/badge/acme/${id}/status.svg`,
      "/badge/acme/Website/uptime-90d.svg?style=for-the-badge",
      "/badge/acme/all/latency.svg?label=speed",
      "/api/v1/endpoints/core_website/health/badge.svg",
      "/api/v1/endpoints/core_website/uptimes/7d/badge.svg",
      "/api/v1/endpoints/core_website/response-times/24h/badge.svg",
      `/api/badge/${id}/status`,
      `/api/badge/${id}/uptime/24`,
    ]) {
      const response = await visit(path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get("content-type")).toContain("image/svg+xml");
    }
    for (const path of [
      `/badge/acme/${id}/status.json`,
      "/api/v1/endpoints/core_website/health/badge.shields",
    ]) {
      expect(await (await visit(path)).json()).toMatchObject({
        schemaVersion: 1,
        label: "Website",
        message: "major outage",
      });
    }
    for (const path of [
      "/badge/none/all/status.svg",
      "/badge/acme/none/status.svg",
      "/badge/acme/all/other.svg",
      "/api/badge/none/status",
      "/api/v1/endpoints/none_none/health/badge.svg",
      // What every object has is no badge either.
      "/api/badge/none/__defineGetter__/24",
      `/api/badge/${id}/hasOwnProperty/24`,
      `/api/badge/${id}/uptime/constructor`,
      "/api/v1/endpoints/core_website/uptimes/constructor/badge.svg",
    ]) {
      expect([path, (await visit(path)).status]).toEqual([path, 404]);
    }
  });

  it("[FM4] of a private page there are none", async () => {
    await sendJson("POST", "/pages", { slug: "acme", title: "Acme", visibility: "members" });
    expect((await visit("/badge/acme/all/status.svg")).status).toBe(404);
    expect((await visit("/embed/acme")).status).toBe(404);
  });
});

it("[FM5] hostile names are inert in every format", async () => {
  await publish(HOSTILE.slice(0, 60), HOSTILE);
  for (const path of [
    ...Object.keys(REPRESENTATIONS).map((one) => `/${one}`),
    "/embed/acme",
    "/",
  ]) {
    const text = await (await visit(path)).text();
    if (/json$/.test(path)) JSON.parse(text);
    // Plain text runs nothing; all else is read by something that might.
    else if (!path.endsWith(".ics"))
      expect([path, /<script>alert/.test(text)]).toEqual([path, false]);
    expect([path, text.includes("\u0007")]).toEqual([path, false]);
  }
  const page = JSON.parse(await (await visit("/pharos.json")).text()) as never;
  const svg = svgBadge(badgeOf(page, "all", "status")!, new URLSearchParams({ label: HOSTILE }));
  expect(svg.body).not.toMatch(/<script|\u0007/);
});

it("[FM6] nothing private of an endpoint is in any format", async () => {
  const { body } = await createThroughApi({
    name: "canary-name",
    url: "https://canary.example/canary",
  });
  await sendJson("POST", "/pages", {
    slug: "acme",
    title: "Acme",
    isDefault: true,
    groups: [{ name: "", components: [{ name: "Shop", endpointIds: [body.id] }] }],
  });
  const paths = [...Object.keys(REPRESENTATIONS), "embed/acme", "badge/acme/all/status.json"];
  for (const path of paths) {
    const text = await (await visit(`/${path}`)).text();
    expect([path, text.includes("canary") || text.includes(body.id)]).toEqual([path, false]);
  }
});
