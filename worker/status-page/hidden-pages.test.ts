import { describe, expect, it } from "vitest";
import { publishPage } from "../test/fixtures/pages";
import { fetchWorker } from "../test/fixtures/worker";
import { REPRESENTATIONS } from "./representations";

/** Every address that names a page, with the methods that change something there. */
const ADDRESSES: [method: string, path: string][] = [
  ["GET", "/status/:slug"],
  ["HEAD", "/status/:slug"],
  ["POST", "/status/:slug"],
  ["GET", "/status/:slug/__data.json"],
  ["GET", "/status/:slug/history"],
  ["GET", "/status/:slug/history?month=2026-01"],
  ["GET", "/status/:slug/unlock"],
  ["POST", "/status/:slug/unlock"],
  ["POST", "/status/:slug/subscriptions"],
  ["GET", "/status/:slug/logo"],
  ["GET", "/status/:slug/og.png"],
  ["GET", "/status/:slug/og.ko.png"],
  ...Object.keys(REPRESENTATIONS).map((name): [string, string] => ["GET", `/status/:slug/${name}`]),
  ["GET", "/badge/:slug/all/status.svg"],
  ["GET", "/badge/:slug/all/status.json"],
  ["GET", "/embed/:slug"],
  ["GET", "/api/v1/rooms/page::slug"],
  ["GET", "/subscription?page=:slug"],
];

/** All that a stranger sees of an answer, with what is different each time taken out. */
async function answerTo(method: string, path: string, slug: string) {
  const response = await fetchWorker(path.replace(":slug", slug), {
    method,
    headers: method === "POST" ? { "content-type": "application/x-www-form-urlencoded" } : {},
    redirect: "manual",
    ...(method === "POST" && { body: "password=guess&kind=email&address=a%40example.com" }),
  });
  const clean = (text: string) =>
    text
      .replaceAll(slug, ":slug")
      .replaceAll(/nonce[-=]["']?[\w+/=-]+/g, "nonce")
      .replaceAll(/__sveltekit_\w+/g, "__sveltekit")
      .replaceAll(/\b17\d{11}\b/g, "now");
  return {
    status: response.status,
    headers: Object.fromEntries(
      [...response.headers]
        // A digest of the text, in which the slug stands.
        .filter(([name]) => name !== "etag")
        .map(([name, value]) => [name, clean(value)] as const),
    ),
    body: clean(await response.text()),
  };
}

describe("a page of members", () => {
  it.each(ADDRESSES)(
    "[PP29] %s %s answers strangers as where there is none",
    async (method, path) => {
      await publishPage({ groups: [], slug: "team", visibility: "members" });
      const [hidden, none] = [
        await answerTo(method, path, "team"),
        await answerTo(method, path, "nope"),
      ];
      expect(hidden).toEqual(none);
    },
  );

  it("[PP29] is not at / either, where strangers come to what is there without any", async () => {
    const atRoot = async () => {
      const response = await fetchWorker("/", { headers: {}, redirect: "manual" });
      return [response.status, response.headers.get("location")];
    };
    const before = await atRoot();
    await publishPage({ groups: [], slug: "team", visibility: "members", isDefault: true });
    expect(await atRoot()).toEqual(before);
    expect((await fetchWorker("/pharos.json", { headers: {} })).status).toBe(404);
  });

  it("[PP29] leads to signing in at its own domain, which says that there is one", async () => {
    await publishPage({
      groups: [],
      slug: "team",
      visibility: "members",
      domain: "team.example.com",
    });
    const { default: worker } = (await import("cloudflare:workers")).exports;
    const response = await worker.fetch(
      new Request("http://team.example.com/", { redirect: "manual" }),
    );
    expect(response.headers.get("location")).toBe("/login?next=%2F");
  });
});
