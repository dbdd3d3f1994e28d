import { afterEach, describe, expect, it, vi } from "vitest";
import {
  freezeTime,
  waitForCacheExpiry,
  publishPage,
  visit,
  WEBSITE,
} from "../test/fixtures/pages";
import { allAnswer, allFail, tickPortsWith } from "../test/fixtures/pipeline";
import { minuteAt, storeEndpoint } from "../test/fixtures/worker";
import { runTick } from "../pipeline";

afterEach(() => {
  vi.useRealTimers();
});

/** The size that a PNG says of itself in its first chunk. */
const sizeOf = (bytes: Uint8Array) => {
  const view = new DataView(bytes.buffer);
  expect([...bytes.slice(1, 4)].map((code) => String.fromCharCode(code)).join("")).toBe("PNG");
  return [view.getUint32(16), view.getUint32(20)];
};
const image = async (path: string) => new Uint8Array(await (await visit(path)).arrayBuffer());

describe("a link to a page", () => {
  it("[OG1] shows how the page is now, in its language", async () => {
    freezeTime(minuteAt(0));
    await storeEndpoint("web", { failureThreshold: 1 });
    await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(0));
    await publishPage({ groups: WEBSITE, isDefault: true });
    const up = await image("/status/acme/og.png");
    expect(sizeOf(up)).toEqual([1200, 630]);
    expect(await image("/og.png")).toEqual(up);
    expect(await image("/status/acme/og.ko.png")).not.toEqual(up);
    await waitForCacheExpiry();
    await runTick(tickPortsWith({ probe: allFail }), minuteAt(1));
    freezeTime(minuteAt(1) + 5_000);
    const later = await visit("/status/acme/og.png?v=DOWN");
    expect(later.headers.get("content-type")).toBe("image/png");
    expect(later.headers.get("cache-control")).toBe("public, max-age=0, s-maxage=1");
    expect(new Uint8Array(await later.arrayBuffer())).not.toEqual(up);
  });

  it("[OG1] says it in tags that no title breaks out of", async () => {
    freezeTime(minuteAt(0));
    await publishPage({ groups: [], title: `"><script>alert(1)</script>` });
    const html = await (await visit("/status/acme")).text();
    expect(html).toContain(
      '<meta property="og:title" content="&quot;>&lt;script>alert(1)&lt;/script>"',
    );
    expect(html).toContain(
      '<meta property="og:image" content="http://pharos.test/status/acme/og.png?v=UNKNOWN"',
    );
    expect(html).toContain('<meta name="twitter:card" content="summary_large_image"');
  });

  it("[OG1] reassures nobody once monitoring has stopped, as the page itself does not", async () => {
    freezeTime(minuteAt(0));
    await storeEndpoint("web", { failureThreshold: 1 });
    await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(0));
    await publishPage({ groups: WEBSITE });
    freezeTime(minuteAt(30));
    const html = await (await visit("/status/acme")).text();
    const [head] = html.split("</head>");
    expect(head).toContain('og.png?v=UNKNOWN"');
    expect(head).not.toContain("All systems operational");
    expect(head).toMatch(/property="og:description" content="Monitoring has stopped/);
  });

  it("[OG1] tells nothing of a private page", async () => {
    await publishPage({ groups: [], visibility: "members" });
    expect((await visit("/status/acme/og.png")).status).toBe(404);
    expect((await visit("/status/none/og.png")).status).toBe(404);
  });
});
