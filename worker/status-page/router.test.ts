import { afterEach, describe, expect, it, vi } from "vitest";
import { fillLongHistory, storeManyEndpoints } from "../test/fixtures/history";
import { freezeTime, publishPage, readPageJson, visit } from "../test/fixtures/pages";
import { countRows } from "../test/fixtures/query-counter";
import {
  fetchWorker,
  setBehaviour,
  openRoomSocket,
  minuteAt,
  sendJson,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import type { PublicPage } from "../protocol/public-page";

afterEach(() => {
  vi.useRealTimers();
});

const statuses = ({ groups }: PublicPage) => groups[0]!.components.map(({ status }) => status);

describe("a page, to strangers", () => {
  it("[PP1] says in one word and component by component what is up, from the same data everywhere", async () => {
    await storeEndpoint("web", { failureThreshold: 1 });
    await storeEndpoint("api", { failureThreshold: 1 });
    await publishPage();
    await setBehaviour("web", { status: 500 });
    await runTickAt(minuteAt(0));
    const page = await readPageJson();
    expect(statuses(page)).toEqual(["DOWN", "PARTIAL", "UP"]);
    expect(page).toMatchObject({ status: "PARTIAL", asOf: expect.any(String) });
    const html = await (await visit("/status/acme")).text();
    expect(html).toContain("Website has a major outage");
    expect(html).toContain('data-status="PARTIAL"');
    expect(
      await (await visit("/status/acme", { "accept-language": "ko-KR,en;q=0.5" })).text(),
    ).toContain('<html lang="ko"');
    expect(
      await (await visit("/status/acme", { "accept-language": "ko;q=0.5, en-GB" })).text(),
    ).toContain('<html lang="en"');
  });

  it("[PP3] hears of a change in its own words, and of nothing else", async () => {
    await storeEndpoint("web", { failureThreshold: 1 });
    await storeEndpoint("api", { failureThreshold: 1 });
    await storeEndpoint("secret", { failureThreshold: 1 });
    await publishPage();
    await runTickAt(minuteAt(0));
    const visitor = await openRoomSocket("page:acme");
    await setBehaviour("secret", { status: 500 });
    await runTickAt(minuteAt(1));
    expect(await visitor.next()).toMatchObject({ events: [], asOf: expect.any(String) });
    await setBehaviour("web", { status: 500 });
    await runTickAt(minuteAt(2));
    const frame = await visitor.next();
    expect(frame.events.map(({ type }) => type)).toEqual([
      "component:status-changed",
      "page:incident-changed",
      "component:status-changed",
      "page:incident-changed",
    ]);
    expect(frame.events[0]).toMatchObject({
      data: { previousStatus: "UP", currentStatus: "DOWN" },
    });
    expect(frame.events[2]).toMatchObject({
      data: { previousStatus: "UP", currentStatus: "PARTIAL" },
    });
    expect(frame.checks).toBeUndefined();
    expect(JSON.stringify(frame)).not.toMatch(/secret|127\.0\.0\.1|endpointId/);
  });

  it("[PP12] is read anew by those who look when announced work begins, whatever it shows by then", async () => {
    await storeEndpoint("web", { failureThreshold: 1 });
    await storeEndpoint("api", { failureThreshold: 1 });
    const groups = [{ name: "", components: [{ name: "Shop", endpointIds: ["web", "api"] }] }];
    await publishPage({ groups });
    for (const id of ["web", "api"]) await setBehaviour(id, { status: 500 });
    await runTickAt(minuteAt(0));
    freezeTime(minuteAt(0) + 5_000);
    await sendJson("POST", "/maintenances", {
      title: "Moving",
      endpointIds: ["api"],
      startsAt: new Date(minuteAt(1) - 1_000).toISOString(),
      endsAt: new Date(minuteAt(9)).toISOString(),
      timeZone: "UTC",
    });
    const visitor = await openRoomSocket("page:acme");
    expect(await readPageJson()).toMatchObject({ status: "DOWN" });
    freezeTime(minuteAt(1));
    await runTickAt(minuteAt(1));
    expect((await visitor.next()).events).toMatchObject([
      { type: "page:updated", data: { slug: "acme" } },
    ]);
    expect(await readPageJson()).toMatchObject({
      status: "DOWN",
      maintenances: [{ title: "Moving" }],
    });
  });

  it("[PP12] is read anew by those who look when work is announced, moved or called off", async () => {
    freezeTime(minuteAt(0));
    await storeEndpoint("web");
    await publishPage({
      groups: [{ name: "", components: [{ name: "Shop", endpointIds: ["web"] }] }],
    });
    const visitor = await openRoomSocket("page:acme");
    const hour = (index: number) => new Date(minuteAt(60 * index)).toISOString();
    const times = { startsAt: hour(1), endsAt: hour(2), timeZone: "UTC" };
    const work = { title: "Moving", endpointIds: ["web"], ...times };
    const created = await (await sendJson("POST", "/maintenances", work)).json<{ id: string }>();
    const path = `/maintenances/${created.id}`;
    for (const act of [
      () => null,
      () => sendJson("PATCH", path, { endsAt: hour(3) }),
      () => sendJson("DELETE", path, undefined),
    ]) {
      await act();
      expect((await visitor.next()).events).toMatchObject([{ type: "page:updated" }]);
    }
    expect(await readPageJson()).toMatchObject({ maintenances: [] });
  });

  it("[PP19] says how many look at it where it is to", async () => {
    const id = await publishPage({ groups: [] });
    expect((await openRoomSocket("page:acme")).hello.viewers).toBeUndefined();
    await sendJson("PATCH", `/pages/${id}`, { showViewerCount: true });
    const visitor = await openRoomSocket("page:acme");
    expect(visitor.hello.viewers).toBe(1);
    await sendJson("PATCH", `/pages/${id}`, { showViewerCount: false });
    expect((await visitor.closed).code).toBe(4404);
  });

  it("[PP4] is at /, and on its own domain; without a default page / leads to the dashboard", async () => {
    const home = await fetchWorker("/", { headers: {}, redirect: "manual" });
    expect([home.status, home.headers.get("location")]).toEqual([307, "/dashboard"]);
    await publishPage({ groups: [], isDefault: true });
    await publishPage({ groups: [], slug: "other", title: "Other", domain: "status.example.com" });
    expect(await (await visit("/")).text()).toContain("<title>Acme</title>");
    expect((await readPageJson("/pharos.json")).slug).toBe("acme");
    const { default: worker } = (await import("cloudflare:workers")).exports;
    const own = await worker.fetch(new Request("http://status.example.com/pharos.json"));
    expect(await own.json()).toMatchObject({ slug: "other" });
  });

  it.each(["/status/none", "/status/none/pharos.json", "/status/..%2fdashboard", "/status/ACME"])(
    "[PP5] is not found where there is none: %s",
    async (path) => {
      const response = await visit(path);
      expect(response.status).toBe(404);
      expect(response.headers.get("cache-control")).toMatch(/no-store/);
    },
  );

  it("[PP6] of members is shown to members alone, and kept by nobody", async () => {
    await publishPage({ groups: [], visibility: "members" });
    expect((await visit("/status/acme/pharos.json")).status).toBe(404);
    expect(await (await visit("/status/acme")).text()).toContain("/login?next=%2Fstatus%2Facme");
    const shown = await fetchWorker("/status/acme/pharos.json");
    expect(shown.status).toBe(200);
    expect(shown.headers.get("cache-control")).toBe("private, no-store");
    expect((await visit("/status/acme/pharos.json")).status).toBe(404);
  });

  it("[PP17] with a password is shown to whoever gives it, until it is another one", async () => {
    const password = "correct horse";
    const id = await publishPage({ groups: [], visibility: "password", password });
    const give = (given: string) =>
      fetchWorker("/status/acme/unlock", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ password: given }).toString(),
        redirect: "manual",
      });
    const redirected = await fetchWorker("/status/acme", { headers: {}, redirect: "manual" });
    expect(redirected.headers.get("location")).toBe("/status/acme/unlock");
    expect((await visit("/status/acme/unlock")).status).toBe(200);
    expect((await visit("/status/acme/pharos.json")).status).toBe(401);
    const wrong = await give("wrong horse");
    expect(wrong.headers.get("location")).toBe("/status/acme/unlock?problem=wrong");
    expect(wrong.headers.get("set-cookie")).toBeNull();
    const right = await give(password);
    expect(right.headers.get("location")).toBe("/status/acme");
    const cookie = right.headers.get("set-cookie")!.split(";")[0]!;
    const shown = await visit("/status/acme", { cookie });
    expect([shown.status, shown.headers.get("cache-control")]).toEqual([200, "private, no-store"]);
    const room = await fetchWorker("/api/v1/rooms/page:acme?v=1", {
      headers: { cookie, origin: "http://pharos.test", upgrade: "websocket" },
    });
    const left = new Promise<number>((resolve) => {
      room.webSocket!.addEventListener("close", ({ code }) => resolve(code));
    });
    room.webSocket!.accept();
    await sendJson("PATCH", `/pages/${id}`, { password: "another horse" });
    expect(await left).toBe(4404);
    expect((await visit("/status/acme/pharos.json", { cookie })).status).toBe(401);
  });

  it("[PP7] is kept for all alike: nothing of one visitor is shown to another", async () => {
    await publishPage({ groups: [] });
    const signedIn = await fetchWorker("/status/acme");
    expect(signedIn.headers.get("cache-control")).toBe("public, max-age=0, s-maxage=1");
    expect(signedIn.headers.get("set-cookie")).toBeNull();
    const dark = await visit("/status/acme", { cookie: "pharos_theme=dark; a=b" });
    expect(await dark.text()).toContain('data-theme="dark"');
    expect(await (await visit("/status/acme?x=<script>")).text()).toContain('data-theme="system"');
  });

  it("[PP8] answers 304 to whoever has it already", async () => {
    await publishPage({ groups: [] });
    for (const path of ["/status/acme", "/status/acme/pharos.json"]) {
      const first = await visit(path);
      const etag = first.headers.get("etag")!;
      const again = await visit(path, { "if-none-match": `W/"x", ${etag}` });
      expect([again.status, await again.text()]).toEqual([304, ""]);
      expect((await visit(path, { "if-none-match": '"x"' })).status).toBe(200);
    }
  });

  it("[PP9] costs a crowd no more rows than one visitor, and few of them after ninety days and a bad one", async () => {
    await storeManyEndpoints(20);
    await fillLongHistory(minuteAt(1), 20, 90);
    await publishPage({
      groups: [
        {
          name: "",
          components: Array.from({ length: 20 }, (_, index) => ({
            name: `Component ${index}`,
            endpointIds: [`e${index}`],
          })),
        },
      ],
    });
    freezeTime(minuteAt(1));
    const { read: once } = await countRows(() => visit("/status/acme"));
    expect(once).toBeLessThanOrEqual(700);
    // Nothing is kept of the page any more, neither here nor by the platform: its address is another.
    freezeTime(minuteAt(1) + 2_000);
    const { read: crowd } = await countRows(async () => {
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => visit("/status/acme/pharos.json")),
      );
      expect(answers.every(({ ok }) => ok)).toBe(true);
    });
    expect(crowd).toBeLessThanOrEqual(once);
  });
});
