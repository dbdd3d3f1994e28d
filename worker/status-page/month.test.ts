import { afterEach, describe, expect, it, vi } from "vitest";
import { freezeTime, publishPage, visit, WEBSITE } from "../test/fixtures/pages";
import { allAnswer, allFail, tickPortsWith } from "../test/fixtures/pipeline";
import { countRows } from "../test/fixtures/query-counter";
import {
  fetchWorker,
  setBehaviour,
  minuteAt,
  sendJson,
  TEST_START,
  storeEndpoint,
} from "../test/fixtures/worker";
import { runTick } from "../pipeline";
import type { PublicMonth } from "../protocol/public-page";

afterEach(() => {
  vi.useRealTimers();
});

const DAY = 86_400_000;
const NOVEMBER = TEST_START - 50 * DAY;

const monthOf = async (month?: string, base = "/status/acme") => {
  const query = month === undefined ? "" : `?month=${month}`;
  const response = await visit(`${base}/history/pharos.json${query}`);
  return response.ok ? (await response.json<{ history: PublicMonth }>()).history : response.status;
};

/** Down in November 2025 and again now, which is January 2026. */
async function twoOutages() {
  freezeTime(minuteAt(0));
  await storeEndpoint("web", { failureThreshold: 1, name: "private-web", createdAt: NOVEMBER });
  await runTick(tickPortsWith({ probe: allFail }), NOVEMBER);
  await runTick(tickPortsWith({ probe: allAnswer }), NOVEMBER + 60_000);
  await setBehaviour("web", { status: 500 });
  await runTick(tickPortsWith({ probe: allFail }), minuteAt(0));
  await publishPage({ groups: WEBSITE, isDefault: true });
}

describe("the history of a page", () => {
  it("[HS1] tells of each month what began in it, and how its days were", async () => {
    await twoOutages();
    const now = (await monthOf()) as PublicMonth;
    expect(now).toMatchObject({ month: "2026-01", previous: "2025-12", next: null });
    expect(now.incidents).toMatchObject([{ status: "investigating", resolvedAt: null }]);
    expect(now.days).toHaveLength(31);
    const then = (await monthOf("2025-11")) as PublicMonth;
    expect(then).toMatchObject({ month: "2025-11", previous: null, next: "2025-12" });
    expect(then.incidents).toMatchObject([
      { status: "resolved", updates: [{ status: "resolved" }, { status: "investigating" }] },
    ]);
    expect(then.components).toMatchObject([{ name: "Website" }]);
    expect(then.components[0]!.bars!.days).toMatch(/^N{15}D/);
    expect(await monthOf("2025-12")).toMatchObject({ incidents: [] });
    expect(JSON.stringify([now, then])).not.toMatch(/private|127\.0\.0\.1/);
  });

  it("[HS1] holds what people wrote, in the month in which it began", async () => {
    await twoOutages();
    await sendJson("POST", "/incidents", {
      title: "Payments <b>failed</b>",
      severity: "major",
      affected: [{ endpointId: "web", impact: "degraded" }],
      status: "resolved",
      body: "All **well** again.",
      startedAt: new Date(NOVEMBER + 3_600_000).toISOString(),
    });
    const then = (await monthOf("2025-11")) as PublicMonth;
    expect(then.incidents[0]).toMatchObject({
      title: "Payments <b>failed</b>",
      updates: [{ html: "<p>All <strong>well</strong> again.</p>\n" }],
    });
    const html = await (await visit("/status/acme/history?month=2025-11")).text();
    expect(html).toContain("Payments &lt;b>failed&lt;/b>");
    expect(((await monthOf()) as PublicMonth).incidents).toHaveLength(1);
  });

  it.each(["2025-10", "2026-02", "2026-13", "1999-01"])(
    "[HS2] is not there of %s",
    async (month) => {
      await twoOutages();
      // What is no month at all is as if none were asked for.
      const isMonth = /^20\d\d-(0[1-9]|1[0-2])$/.test(month);
      expect(await monthOf(month)).toEqual(
        isMonth ? 404 : expect.objectContaining({ month: "2026-01" }),
      );
      expect((await visit(`/status/acme/history?month=${month}`)).status).toBe(isMonth ? 404 : 200);
    },
  );

  it("[HS2] is kept as its page is, costs few rows, and is closed where that is", async () => {
    await twoOutages();
    freezeTime(minuteAt(1));
    const { read, result } = await countRows(() => visit("/status/acme/history?month=2025-11"));
    expect(read).toBeLessThanOrEqual(200);
    expect(result.headers.get("cache-control")).toBe("public, max-age=0, s-maxage=1");
    const again = { "if-none-match": result.headers.get("etag")! };
    expect((await visit("/status/acme/history?month=2025-11&x=y", again)).status).toBe(304);
    await publishPage({ groups: [], slug: "team", visibility: "members" });
    expect(await monthOf(undefined, "/status/team")).toBe(404);
    expect((await visit("/status/none/history")).status).toBe(404);
  });

  it("[HS3] leads to the months beside it, without scripts, in the visitor's language", async () => {
    await twoOutages();
    const html = await (
      await visit("/status/acme/history?month=2025-12", { "accept-language": "ko" })
    ).text();
    expect(html).toContain('lang="ko"');
    expect(html).toContain("2025년 12월 기록");
    expect(html).toContain('rel="prev" href="/status/acme/history?month=2025-11"');
    expect(html).toContain('rel="next" href="/status/acme/history?month=2026-01"');
    // One that only says times by the reader's own clock.
    expect(html.match(/<script\b[^>]*>/g)).toEqual([
      expect.stringMatching(/type="module" src="[^"]*history-page/),
    ]);
    expect(await (await visit("/status/acme")).text()).toContain('href="/status/acme/history"');
    expect(await (await visit("/")).text()).toContain('href="/history"');
    const led = await fetchWorker("/history?month=2025-12", { headers: {}, redirect: "manual" });
    expect(led.headers.get("location")).toBe("/status/acme/history?month=2025-12");
  });
});
