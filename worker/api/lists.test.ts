import { describe, expect, it } from "vitest";
import { completedCheckOf, FAILED_OBSERVATION, tickPortsWith } from "../test/fixtures/pipeline";
import {
  fetchApi,
  createThroughApi,
  minuteAt,
  sendJson,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import { runTick } from "../pipeline";
import type { TickPorts } from "../ports";
import { isDue, phaseSeconds } from "../domain/schedule";
import { type EndpointView } from "../protocol/api";

describe("lists", () => {
  it("[AP4] go on with a cursor, without doubles or holes", async () => {
    const names = ["b", "a", "ä", "b", "한".repeat(120), "z", "B", "\u{1F600}".repeat(60)];
    for (const name of names) await createThroughApi({ name });
    const listed: EndpointView[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = cursor ? `&cursor=${cursor}` : "";
      const response = await fetchApi(`/endpoints?limit=2${query}`);
      const page = await response.json<{ data: EndpointView[]; nextCursor: string | null }>();
      expect(page.data.length).toBeGreaterThan(0);
      expect(page.data.length).toBeLessThanOrEqual(2);
      listed.push(...page.data);
      cursor = page.nextCursor;
    }
    expect(listed.map(({ name }) => name)).toEqual([...names].sort());
    expect(new Set(listed.map(({ id }) => id)).size).toBe(names.length);
  });

  it("[AP4] are filtered by status, tag and text", async () => {
    await createThroughApi({ name: "Shop", tags: ["eu"] });
    await createThroughApi({ name: "100% mail", tags: ["eu", "mail"] });
    await createThroughApi({ name: "Äpfel" });
    await storeEndpoint("up");
    await runTickAt(minuteAt(0));
    const found = async (query: string) => {
      const list = await (await fetchApi(`/endpoints?${query}`)).json<{ data: EndpointView[] }>();
      return list.data.map(({ name }) => name);
    };
    expect(await found("tag=eu")).toEqual(["100% mail", "Shop"]);
    expect(await found("tag=mail&q=MAIL")).toEqual(["100% mail"]);
    expect(await found("q=100%25")).toEqual(["100% mail"]);
    expect(await found("q=_")).toEqual([]);
    expect(await found("q=Äp")).toEqual(["Äpfel"]);
    expect(await found("status=UP")).toEqual(["up"]);
    expect(await found("status=PAUSED")).toEqual(["100% mail", "Shop", "Äpfel"]);
    expect(await found("status=DOWN")).toEqual([]);
  });

  it("[AP4] of checks are newest first and go on", async () => {
    await storeEndpoint("shop");
    for (let index = 0; index < 5; index++) await runTickAt(minuteAt(index));
    const period = `from=${new Date(minuteAt(0)).toISOString()}&to=${new Date(minuteAt(9)).toISOString()}`;
    type Page = { data: { at: string }[]; nextCursor: string | null };
    const first = await (await fetchApi(`/endpoints/shop/checks?limit=3&${period}`)).json<Page>();
    const second = await (
      await fetchApi(`/endpoints/shop/checks?limit=3&${period}&cursor=${first.nextCursor}`)
    ).json<Page>();
    expect([...first.data, ...second.data].map(({ at }) => Date.parse(at))).toEqual(
      [4, 3, 2, 1, 0].map(minuteAt),
    );
    expect(second.nextCursor).toBeNull();
  });

  it("[AP4] of checks from several regions at once are cut nowhere wrong", async () => {
    await storeEndpoint("shop");
    const regions = [null, "weur", "apac", "enam"];
    const probe: TickPorts["probe"] = async function* (due, at) {
      await Promise.resolve();
      yield due.map(({ endpoint }) => {
        const checked = completedCheckOf(endpoint, FAILED_OBSERVATION, at);
        return {
          ...checked,
          results: regions.map((region) => ({ ...checked.results[0]!, region })),
        };
      });
    };
    for (const index of [0, 1, 2]) await runTick(tickPortsWith({ probe }), minuteAt(index));
    const to = new Date(minuteAt(9)).toISOString();
    const listed: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = `limit=3&from=${to.slice(0, 4)}-01-01&to=${to}&cursor=${cursor}`;
      const page = await (
        await fetchApi(`/endpoints/shop/checks?${query}`)
      ).json<{
        data: { at: string; region: string | null }[];
        nextCursor: string | null;
      }>();
      listed.push(...page.data.map(({ at, region }) => `${Date.parse(at)} ${region}`));
      cursor = page.nextCursor;
    }
    const expected = [2, 1, 0].flatMap((index) =>
      regions.map((region) => `${minuteAt(index)} ${region}`),
    );
    expect(listed).toEqual(expected);
    const endpoint = await (await fetchApi("/endpoints/shop")).json<EndpointView>();
    expect(endpoint.lastCheckedAt).toBe(new Date(minuteAt(2)).toISOString());
  });
});

describe("the last check", () => {
  const lastCheckedAt = async (id: string) =>
    (await (await fetchApi(`/endpoints/${id}`)).json<EndpointView>()).lastCheckedAt;
  const iso = (at: number) => new Date(at).toISOString();

  it("[AP10] is that of the tick at which it was last due, though nothing of its own was written", async () => {
    await storeEndpoint("shop");
    for (const index of [0, 1, 2]) await runTickAt(minuteAt(index));
    expect(await lastCheckedAt("shop")).toBe(iso(minuteAt(2)));
  });

  it("[AP10] survives a silence, a missed tick, another interval and a pause", async () => {
    await storeEndpoint("shop", { intervalSeconds: 120 });
    await storeEndpoint("ten", { intervalSeconds: 10 });
    const due = [0, 1].find((index) => isDue(schedule("shop", 120), minuteAt(index)))!;
    await runTickAt(minuteAt(due));
    for (const later of [5, 9]) await runTickAt(minuteAt(due) + later * 60_000 + 10_000);
    expect(await lastCheckedAt("shop")).toBe(iso(minuteAt(due)));
    expect(await lastCheckedAt("ten")).toBe(iso(minuteAt(due + 9) + 10_000));
    await sendJson("PATCH", "/endpoints/shop", { intervalSeconds: 3600 });
    expect(await lastCheckedAt("shop")).toBe(iso(minuteAt(due)));
    await sendJson("POST", "/endpoints/ten/pause", "");
    expect(await lastCheckedAt("ten")).toBe(iso(minuteAt(due + 9) + 10_000));
  });
});

const schedule = (id: string, intervalSeconds: number) => ({
  intervalSeconds,
  phaseSeconds: phaseSeconds(id, intervalSeconds),
});
