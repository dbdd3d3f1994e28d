import { afterEach, describe, expect, it, vi } from "vitest";
import { sitePorts } from "../adapters/pages";
import type { Env } from "../env";
import type { PageEntry, SitePorts } from "../ports/pages";
import { freezeTime, publishPage } from "../test/fixtures/pages";
import { bindings, fetchWorker, minuteAt, ORIGIN, sendJson } from "../test/fixtures/worker";
import { unlock } from "./unlock";

afterEach(() => {
  vi.useRealTimers();
});

const PASSWORD = "correct horse";

/** A page with a password, and the Worker's own ports with a hasher that answers when it is let. */
async function lockedPage(slug = "acme") {
  const id = await publishPage({ slug, groups: [], visibility: "password", password: PASSWORD });
  const asked: string[] = [];
  let isHeld: Promise<void> = Promise.resolve();
  const PASSWORD_HASHER = {
    getByName: (name: string) => ({
      async verify(password: string) {
        asked.push(name);
        await isHeld;
        return password === PASSWORD;
      },
    }),
  } as unknown as Env["PASSWORD_HASHER"];
  const ports = sitePorts({ ...bindings, PASSWORD_HASHER });
  const directory = await ports.directory();
  return {
    id,
    ports,
    entry: directory.find((one) => one.id === id)!,
    asked,
    hold: (until: Promise<void>) => (isHeld = until),
  };
}

type Locked = { ports: SitePorts; entry: PageEntry };
type Guess = { password?: string; from?: string; cookie?: string };

/** What became of a guess: `in`, `wrong` or `often`; and the cookie, where there was one. */
async function guess(
  { ports, entry }: Locked,
  { password = "wrong horse", from, cookie }: Guess = {},
) {
  const response = await unlock(
    ports,
    entry,
    new Request(`${ORIGIN}/status/${entry.slug}/unlock`, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...(from !== undefined && { "cf-connecting-ip": from }),
        ...(cookie !== undefined && { cookie }),
      },
      body: new URLSearchParams({ password }).toString(),
    }),
  );
  const problem = new URL(response.headers.get("location")!, ORIGIN).searchParams.get("problem");
  return {
    result: problem ?? "in",
    cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "",
  };
}

const address = (index: number) => `198.51.100.${index + 1}`;
const count = (results: { result: string }[]) =>
  Object.fromEntries(
    [...Map.groupBy(results, ({ result }) => result)].map(([result, all]) => [result, all.length]),
  );

describe("guesses at a page's password", () => {
  it.each([
    { what: "25 addresses", from: address, tried: 24, others: "often" },
    { what: "one address", from: () => address(0), tried: 20, others: "in" },
    {
      what: "25 addresses of one /64",
      from: (index: number) => `2001:db8:1:2::${(index + 1).toString(16)}`,
      tried: 20,
      others: "in",
    },
    { what: "the machine itself", from: () => undefined, tried: 24, others: "often" },
  ])("[PP27] end after $tried wrong ones from $what, one by one and all at once", async (given) => {
    freezeTime(minuteAt(0));
    for (const slug of ["one-by-one", "at-once"]) {
      // Each has addresses of its own kind of network: those of the other page are counted too.
      const page = await lockedPage(slug);
      const one = (index: number) => {
        const from = given.from(index)?.replace("198.51", slug === "at-once" ? "198.52" : "198.51");
        const own = from?.replace("2001:db8:1", slug === "at-once" ? "2001:db8:3" : "2001:db8:1");
        return guess(page, own === undefined ? {} : { from: own });
      };
      const indexes = Array.from({ length: 25 }, (_, index) => index);
      const results = [];
      if (slug === "at-once") results.push(...(await Promise.all(indexes.map(one))));
      else for (const index of indexes) results.push(await one(index));
      expect(count(results)).toEqual({ wrong: given.tried, often: 25 - given.tried });
      expect(page.asked).toHaveLength(given.tried);
      const right = { password: PASSWORD, from: "203.0.113.7" };
      expect((await guess(page, right)).result).toBe(given.others);
    }
    freezeTime(minuteAt(15));
    expect((await guess(await lockedPage("later"))).result).toBe("wrong");
  });

  it("[PP27] keep out nobody who was let in before, nor anybody for longer than a quarter of an hour", async () => {
    freezeTime(minuteAt(0));
    const page = await lockedPage();
    const first = { password: PASSWORD, from: "203.0.113.7" };
    const { cookie } = await guess(page, first);
    for (let index = 0; index < 30; index++) await guess(page, { from: address(index) });
    expect((await guess(page, { ...first, from: "203.0.113.8" })).result).toBe("often");
    expect((await guess(page, { ...first, cookie })).result).toBe("in");
    // What that browser gets wrong is counted by its address.
    const wrong = { from: "203.0.113.9", cookie };
    for (let index = 0; index < 20; index++) await guess(page, wrong);
    expect((await guess(page, wrong)).result).toBe("often");
    const forged = { ...first, from: "203.0.113.10", cookie: `${cookie.slice(0, -4)}AAAA` };
    expect((await guess(page, forged)).result).toBe("often");
    freezeTime(minuteAt(15));
    expect((await guess(page, { ...first, from: "203.0.113.8" })).result).toBe("in");
  });

  it("[PP27] are remembered of a browser for longer than it may read, and no longer than the password", async () => {
    freezeTime(minuteAt(0));
    const page = await lockedPage();
    const { cookie } = await guess(page, { password: PASSWORD, from: address(0) });
    const headers = { cookie };
    const read = () => fetchWorker("/status/acme/pharos.json", { headers });
    expect((await read()).status).toBe(200);
    freezeTime(minuteAt(31 * 24 * 60));
    expect((await read()).status).toBe(401);
    for (let index = 0; index < 30; index++) await guess(page, { from: address(index) });
    const back = { password: PASSWORD, from: "203.0.113.7", cookie };
    expect((await guess(page, back)).result).toBe("in");
    await sendJson("PATCH", `/pages/${page.id}`, { password: "another horse" });
    const [entry] = await page.ports.directory();
    expect((await guess({ ...page, entry: entry! }, back)).result).toBe("often");
  });

  it("[PP27] of one address are counted together, at all pages and at the sign-in", async () => {
    freezeTime(minuteAt(0));
    const from = address(0);
    const pages = [await lockedPage("one"), await lockedPage("two"), await lockedPage("three")];
    for (const page of pages.slice(0, 2)) {
      for (let index = 0; index < 20; index++) await guess(page, { from });
    }
    expect((await guess(pages[2]!, { from })).result).toBe("often");
    const signIn = await sendJson(
      "POST",
      "/session",
      { email: "ada@example.com", password: "wrong-enough" },
      { "cf-connecting-ip": from, origin: ORIGIN },
    );
    expect(signIn.status).toBe(429);
    // What was refused cost the third page nothing.
    for (let index = 1; index <= 24; index++) {
      expect((await guess(pages[2]!, { from: address(index) })).result).toBe("wrong");
    }
  });

  it("[PP27] that are right cost nothing", async () => {
    const page = await lockedPage();
    for (let index = 0; index < 50; index++) {
      const { result } = await guess(page, { password: PASSWORD, from: address(0) });
      expect(result).toBe("in");
    }
  });

  it("[PP27] are hashed where nothing else waits: while they are, all pages answer", async () => {
    const page = await lockedPage();
    await publishPage({ slug: "open", title: "Open", groups: [] });
    let release = () => {};
    void page.hold(new Promise((resolve) => (release = resolve)));
    const order: string[] = [];
    const guesses = Array.from({ length: 20 }, (_, index) =>
      guess(page, { from: address(index) }).then(() => order.push("guess")),
    );
    await vi.waitFor(() => expect(page.asked).toHaveLength(20));
    expect((await fetchWorker("/status/open/pharos.json", { headers: {} })).status).toBe(200);
    order.push("open");
    release();
    await Promise.all(guesses);
    expect(order[0]).toBe("open");
    expect(page.asked.every((name) => /^hasher:[0-7]$/.test(name))).toBe(true);
  });

  it.each(["public", "members"])(
    "[PP27] of a page that asks for none, being %s, are not tried",
    async (visibility) => {
      const page = await lockedPage();
      await sendJson("PATCH", `/pages/${page.id}`, { visibility });
      const entry = (await page.ports.directory()).find(({ id }) => id === page.id)!;
      const { result } = await guess({ ...page, entry }, { password: PASSWORD });
      expect([result, page.asked.length]).toEqual(["wrong", 0]);
    },
  );
});

describe("what a page's password opened", () => {
  const room = (headers: Record<string, string>) =>
    fetchWorker("/api/v1/rooms/page:acme?v=1", { headers: { upgrade: "websocket", ...headers } });

  it.each([
    [ORIGIN, 101],
    ["https://evil.example", 404],
    ["http://sub.pharos.test", 404],
    ["http://pharos.test:8788", 404],
    ["https://pharos.test", 404],
    ["null", 404],
    [undefined, 404],
  ])("[DR17] is heard in its room by pages of our own origin alone: %s", async (origin, status) => {
    const page = await lockedPage();
    const { cookie } = await guess(page, { password: PASSWORD });
    const response = await room({ cookie, ...(origin !== undefined && { origin }) });
    expect(response.status).toBe(status);
    response.webSocket?.accept();
    response.webSocket?.close();
  });

  it("[DR17] is read by whoever follows a link from anywhere, and by no upgrade from there", async () => {
    const page = await lockedPage();
    const { cookie } = await guess(page, { password: PASSWORD });
    const origin = "https://evil.example";
    const path = "/status/acme/pharos.json";
    expect((await fetchWorker(path, { headers: { cookie, origin } })).status).toBe(200);
    const headers = { cookie, origin, upgrade: "websocket" };
    expect((await fetchWorker(path, { headers })).status).toBe(401);
  });
});
