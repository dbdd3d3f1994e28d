import { describe, expect, it } from "vitest";
import { MIDNIGHT, rollUpAll, fillThreeDays } from "../test/fixtures/history";
import { fetchApi, bindings, sendJson, TEST_START, storeEndpoint } from "../test/fixtures/worker";
import { afterEach, vi } from "vitest";
import type { SloView } from "../protocol/history";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = MIDNIGHT + 2 * DAY + 6.5 * HOUR;
const iso = (at: number) => new Date(at).toISOString();

afterEach(() => {
  vi.useRealTimers();
});
async function someDays() {
  await fillThreeDays(NOW);
  await rollUpAll(NOW);
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
}
const read = async (path: string) => (await fetchApi(`/export/${path}`)).text();
const lines = (text: string) => text.trimEnd().split("\r\n");

describe("an export", () => {
  it("[EX1] of checks is all of them, as CSV and as JSON", async () => {
    await someDays();
    const period = `from=${iso(MIDNIGHT + 5.5 * HOUR)}&to=${iso(MIDNIGHT + 6.5 * HOUR)}`;
    const csv = lines(await read(`checks.csv?${period}`));
    expect(csv.length).toBe(1 + 61);
    expect(csv[0]).toBe(
      "at,endpointId,endpointName,status,responseTime,statusCode,region,errorMessage",
    );
    expect(csv[1]).toBe(`${iso(MIDNIGHT + 5.5 * HOUR)},shop,shop,UP,130,200,,`);
    expect(csv[31]).toBe(
      `${iso(MIDNIGHT + 6 * HOUR)},shop,shop,DOWN,5,503,,"expected status 200-299, saw 503"`,
    );
    const json = JSON.parse(await read(`checks.json?${period}`)) as object[];
    expect(json.length).toBe(61);
    expect(json[30]).toMatchObject({ status: "DOWN", region: null });
  });

  it("[EX1] of everything goes on past what one read gives", async () => {
    await someDays();
    const period = `from=${iso(MIDNIGHT)}&to=${iso(NOW)}`;
    expect(lines(await read(`checks.csv?${period}`)).length).toBe(1 + 54.5 * 60);
    expect(lines(await read("incidents.csv")).length).toBe(3);
    const days = JSON.parse(await read("uptime.json?endpointId=shop")) as object[];
    expect(days).toMatchObject([
      { day: "2026-01-05", uptime: 1 - 1 / 24, downtimeMs: HOUR, worst: "DOWN", incidents: 1 },
      { day: "2026-01-06", uptime: 1, downtimeMs: 0, worst: "UP", incidents: 0 },
    ]);
  });

  it("[EX2] of nothing is a head without rows, or an empty list", async () => {
    for (const name of ["checks", "incidents", "uptime"]) {
      const csv = await fetchApi(`/export/${name}.csv`);
      expect(csv.headers.get("content-type")).toContain("text/csv");
      expect(csv.headers.get("content-disposition")).toContain(`${name}.csv`);
      expect(lines(await csv.text()).length).toBe(1);
      expect(await (await fetchApi(`/export/${name}.json`)).json()).toEqual([]);
    }
  });

  it("[EX1] of incidents has what people opened, and of one endpoint what affects it", async () => {
    for (const id of ["shop", "mail"]) await storeEndpoint(id);
    await sendJson("POST", "/incidents", {
      title: "Cards fail",
      affected: [{ endpointId: "shop" }],
    });
    const opened = { endpointId: null, title: "Cards fail", severity: "major", openedBy: "owner" };
    expect(JSON.parse(await read("incidents.json"))).toMatchObject([opened]);
    expect(JSON.parse(await read("incidents.json?endpointId=shop"))).toMatchObject([opened]);
    expect(JSON.parse(await read("incidents.json?endpointId=mail"))).toEqual([]);
  });

  it("[EX3] holds nothing that a spreadsheet would calculate", async () => {
    await storeEndpoint("evil", { name: '=HYPERLINK("https://evil.example","a, b")' });
    await bindings.DB.prepare(
      "insert into incidents (id, endpoint, started_at, failure_count, parent_id) values ('i', 1, ?, 1, 'i')",
    )
      .bind(TEST_START)
      .run();
    const period = `from=${iso(TEST_START - 1)}&to=${iso(TEST_START + 1)}`;
    const [, line] = lines(await read(`incidents.csv?${period}`));
    expect(line).toContain(`"'=HYPERLINK(""https://evil.example"",""a, b"")"`);
  });

  it.each([
    ["checks.xml", 404],
    ["secrets.csv", 404],
    ["checks.csv?from=2026-01-02&to=2026-01-01", 400],
    ["checks.csv?from=yesterday", 400],
    ["checks.csv?endpointId=nobody", 404],
  ])("[EX2] %s is refused", async (path, status) => {
    expect((await fetchApi(`/export/${path}`)).status).toBe(status);
  });
});

describe("a promise", () => {
  it("[SL1] has a budget, what is spent of it, and how fast", async () => {
    await someDays();
    expect((await fetchApi("/endpoints/shop/slo")).status).toBe(404);
    const fields = { sloTarget: 0.99, sloWindowDays: 7, paused: false };
    expect((await sendJson("PATCH", "/endpoints/shop", fields)).status).toBe(200);
    const view = await (await fetchApi("/endpoints/shop/slo")).json<SloView>();
    expect(view).toMatchObject({
      target: 0.99,
      windowDays: 7,
      uptime: 1 - 1.5 / 54.5,
      spentMs: 1.5 * HOUR,
      burnRate1h: 0,
    });
    expect(view.budgetMs).toBeCloseTo(0.01 * 7 * DAY, 0);
    expect(view.leftMs).toBeCloseTo(0.01 * 7 * DAY - 1.5 * HOUR, 0);
    expect(view.burnRate6h).toBeCloseTo(0.5 / 6 / 0.01, 5);
  });

  it.each([1, 0.4, "99%", 99])("[AP1] [SL1] of %j is refused", async (sloTarget) => {
    await storeEndpoint("shop");
    const response = await sendJson("PATCH", "/endpoints/shop", { sloTarget });
    expect(await response.json()).toMatchObject({
      error: { fields: { sloTarget: expect.any(String) } },
    });
  });
});
