import { exports } from "cloudflare:workers";
import { describe, expect, inject, it, vi } from "vitest";
import { probeHttp, type HttpTask } from "./http";
import { inSlots, SLOTS } from "./slots";

const target = inject("target");
const task = (path: string, settings: Partial<HttpTask> = {}): HttpTask => ({
  url: path.includes("://") ? path : `${target}${path}`,
  method: "GET",
  headers: {},
  body: null,
  expectedStatus: ["200-299"],
  timeoutMs: 1_000,
  intervalSeconds: 60,
  ...settings,
});
const probe = (path: string, settings?: Partial<HttpTask>) =>
  probeHttp(task(path, settings), { allowPrivate: true });

const answered = (statusCode: number) => ({
  outcome: "answered",
  statusCode,
  responseTime: expect.any(Number),
});
const failed = (failure: string) => ({
  outcome: "failed",
  failure,
  responseTime: expect.any(Number),
});

describe("a target that misbehaves", () => {
  it.each([
    ["hang", "/hang", failed("timeout")],
    ["drips its headers", "/headers", failed("timeout")],
    ["is slower than the timeout", "/slow/3000", failed("timeout")],
    ["resets", "/reset", failed("connection-lost")],
    ["talks garbage", "/garbage", failed("connection-lost")],
    ["redirects in a loop", "/loop", failed("too-many-redirects")],
    ["redirects to nowhere", "/redirect?to=http%3A%2F%2F%5Bbad", failed("bad-redirect")],
    ["redirects to a file", "/redirect?to=file:///etc/passwd", failed("address-refused")],
    ["listens at no port", "http://127.0.0.1:1/", failed("unreachable")],
    ["has no name", "http://nowhere.invalid/", failed("name-not-resolved")],
    ["speaks no TLS", target.replace("http:", "https:"), failed("tls")],
    ["drips its body", "/drip", answered(200)],
    ["sends a body without end", "/endless", answered(200)],
    ["sends a compressed bomb", "/bomb", answered(200)],
    ["cuts its body short", "/cut", answered(200)],
    ["has huge headers", "/bigheaders", answered(200)],
    ["says 503", "/status/503", answered(503)],
  ])("[PR2] that %s gets its verdict in time", async (_, path, expected) => {
    const startedAt = Date.now();
    expect(await probe(path)).toEqual(expected);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
  });

  it("[PR2] an impossible request is a failing check, not an exception", async () => {
    expect(await probe("/ok", { body: "a body with GET" })).toEqual(failed("bad-request"));
  });
});

it("[PR5] a body is cancelled, not read and not left to hold its slot", async () => {
  const cancelled = vi.spyOn(ReadableStream.prototype, "cancel");
  const read = vi.spyOn(ReadableStream.prototype, "getReader");
  for (const path of ["/endless", "/drip", "/hops/1"]) await probe(path);
  const [cancels, reads] = [cancelled.mock.calls.length, read.mock.calls.length];
  cancelled.mockRestore();
  read.mockRestore();
  expect(cancels).toBeGreaterThanOrEqual(3);
  expect(reads).toBe(0);
});

describe("redirects", () => {
  it("[PR3] are followed five times and no further", async () => {
    expect(await probe("/hops/5")).toEqual(answered(200));
    expect(await probe("/hops/6")).toEqual(failed("too-many-redirects"));
  });

  it("[PR3] that are expected are the answer", async () => {
    expect(await probe("/redirect?to=/status/500", { expectedStatus: ["302"] })).toEqual(
      answered(302),
    );
  });

  it("[PR3] carry an endpoint's headers no further than its own origin", async () => {
    const sent = vi.spyOn(globalThis, "fetch");
    const elsewhere = `${target.replace("127.0.0.1", "localhost")}/ok`;
    const headers = { authorization: "Bearer secret" };
    for (const to of [elsewhere, "/ok"]) {
      expect(await probe(`/redirect?to=${encodeURIComponent(to)}`, { headers })).toEqual(
        answered(200),
      );
    }
    const authorizations = sent.mock.calls.map(([, init]) =>
      new Headers(init?.headers).get("authorization"),
    );
    sent.mockRestore();
    expect(authorizations).toEqual(["Bearer secret", null, "Bearer secret", "Bearer secret"]);
  });

  it("[PR3] pass the guard at each hop", async () => {
    const refused = await probeHttp(task("/redirect?to=/ok"), { allowPrivate: false });
    expect(refused).toEqual(failed("address-refused"));
  });
});

it("[PR1] six run at a time, whatever the number, and each item once", async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  const items = Array.from({ length: 40 }, (_, index) => index);
  await inSlots(items, async (item) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    done.push(item);
  });
  expect(most).toBe(SLOTS);
  expect(done.toSorted((a, b) => a - b)).toEqual(items);
});

describe("a shard", () => {
  const everything = async (shard: HttpTask[]) => {
    const probing = await exports.Prober.probe(shard);
    return { prompt: probing.prompt, all: probing.rest ? await probing.rest() : probing.prompt };
  };

  it("[PR1] that hangs in every slot costs the next ones nothing of their own time", async () => {
    const hanging = Array.from({ length: SLOTS }, () => task("/hang", { timeoutMs: 1_000 }));
    const slow = Array.from({ length: SLOTS }, () => task("/slow/600", { timeoutMs: 1_000 }));
    const { all } = await everything([...hanging, ...slow]);
    expect(all.slice(0, SLOTS)).toEqual(hanging.map(() => failed("timeout")));
    expect(all.slice(SLOTS)).toEqual(slow.map(() => answered(200)));
  });

  it("[PR6] gives what answers promptly before what hangs", async () => {
    const shard = [task("/hang", { timeoutMs: 3_000 }), task("/ok"), task("/status/500")];
    const { prompt, all } = await everything(shard);
    expect(prompt).toEqual([null, answered(200), answered(500)]);
    expect(all).toEqual([failed("timeout"), answered(200), answered(500)]);
  });

  it("[PR2] is not lost with one address that breaks the runtime", async () => {
    const long = `http://${"a.".repeat(125)}example/`;
    const { all } = await everything([task(long), task("/ok")]);
    expect(all[1]).toEqual(answered(200));
  });

  it("[SC5] says nothing of what came too late to be done before it is due again", async () => {
    const hanging = Array.from({ length: SLOTS }, () => task("/hang", { timeoutMs: 9_000 }));
    const late = task("/ok", { intervalSeconds: 10 });
    const { all } = await everything([...hanging, late]);
    expect(all.at(-1)).toBeNull();
  }, 15_000);
});
