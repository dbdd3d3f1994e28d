import { describe, expect, it, vi } from "vitest";
import type { Task } from "../../ports/probing";
import { createOutbound } from "../net/outbound";
import {
  isAnswered,
  createAssertion,
  isFailed,
  runOnce,
  assertionResults,
  runSteps,
  target,
  createTask,
} from "../../test/fixtures/probe";

const http = (path: string, settings?: Partial<Task>) => createTask("http", path, settings);
const probe = (path: string, settings?: Partial<Task>) => runOnce(http(path, settings));
const sentHeaders = async (settings: Partial<Task>, path = "/echo") => {
  const sent = vi.spyOn(globalThis, "fetch");
  await probe(path, settings);
  const headers = sent.mock.calls.map(([, init]) => new Headers(init?.headers));
  sent.mockRestore();
  return headers;
};

it("[PR2] an impossible request is a failing check, not an exception", async () => {
  expect(await probe("/ok", { body: "a body with GET" })).toEqual(isFailed("bad-request"));
});

describe("redirects", () => {
  it("[PR3] are followed up to the endpoint's own limit", async () => {
    expect(await probe("/hops/5")).toEqual(isAnswered(200));
    expect(await probe("/hops/6")).toEqual(isFailed("too-many-redirects"));
    expect(await probe("/hops/1", { maxRedirects: 1 })).toEqual(isAnswered(200));
    expect(await probe("/hops/2", { maxRedirects: 1 })).toEqual(isFailed("too-many-redirects"));
    expect(await probe("/hops/10", { maxRedirects: 10 })).toEqual(isAnswered(200));
  });

  it("[PR3] are the answer where none is to be followed", async () => {
    expect(await probe("/hops/1", { maxRedirects: 0 })).toEqual(isAnswered(302));
  });

  it("[PR3] that are expected are the answer", async () => {
    const expectedStatus = ["302"];
    expect(await probe("/redirect?to=/status/500", { expectedStatus })).toEqual(isAnswered(302));
  });

  it("[PR3] carry an endpoint's headers no further than its own origin", async () => {
    const elsewhere = `${target.replace("127.0.0.1", "localhost")}/ok`;
    const redirect = (to: string) => `/redirect?to=${encodeURIComponent(to)}`;
    const token = { type: "bearer", token: "secret" } as const;
    for (const secret of [{ headers: { authorization: "Bearer secret" } }, { auth: token }]) {
      const crossOrigin = await sentHeaders(secret, redirect(elsewhere));
      expect(crossOrigin.map((headers) => headers.get("authorization"))).toEqual([
        "Bearer secret",
        null,
      ]);
      const sameOrigin = await sentHeaders(secret, redirect("/ok"));
      expect(sameOrigin.at(-1)!.get("authorization")).toBe("Bearer secret");
    }
  });

  it.each([301, 302, 303, 307, 308])(
    "[PR3] of %i carry no body to another origin, nor back from there",
    async (status) => {
      const origin = target.replace("127.0.0.1", "localhost");
      const to = (address: string) =>
        `/redirect?status=${status}&to=${encodeURIComponent(address)}`;
      const sent = vi.spyOn(globalThis, "fetch");
      const secret = { body: "canary", bodyType: "json", headers: { "x-own": "canary" } } as const;
      for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
        sent.mockClear();
        await probe(to(`${origin}${to(`${target}/ok`)}`), { ...secret, method });
        const [first, ...others] = sent.mock.calls.map(([, init]) => JSON.stringify(init));
        expect(first).toContain("canary");
        expect(others).toHaveLength(2);
        expect(others.join("")).not.toMatch(/canary|application\/json/);
      }
      sent.mockRestore();
    },
  );

  it("[PR3] make a GET of a POST where browsers do", async () => {
    const post = { method: "POST", body: "x", headers: {} } as const;
    const isGet = createAssertion("json", "equals", "GET", "$.method");
    const isPost = createAssertion("json", "equals", "POST", "$.method");
    for (const [status, assertion] of [
      [302, isGet],
      [303, isGet],
      [307, isPost],
    ] as const) {
      const observation = await probe(`/redirect?to=/echo&status=${status}`, {
        ...post,
        assertions: [assertion],
      });
      expect(assertionResults(observation)).toEqual([[true, JSON.stringify(assertion.expected)]]);
    }
  });

  it("[PR3] pass the guard at each hop", async () => {
    const guarded = createOutbound({ allowPrivate: false });
    expect(await runOnce(http("/redirect?to=/ok"), guarded)).toEqual(isFailed("address-refused"));
  });
});

describe("a request", () => {
  it("[PR10] says who asks, and what its body is, unless its own headers do", async () => {
    const basic = { type: "basic", username: "me", password: "pä:ss" } as const;
    const [json] = await sentHeaders({ method: "POST", body: "{}", bodyType: "json", auth: basic });
    expect(json!.get("content-type")).toBe("application/json");
    expect(json!.get("authorization")).toBe(`Basic ${btoa("me:p\xc3\xa4:ss")}`);
    const headers = { "Content-Type": "text/own", Authorization: "own" };
    const auth = { type: "bearer", token: "other" } as const;
    const [own] = await sentHeaders({
      method: "POST",
      body: "a=1",
      bodyType: "form",
      auth,
      headers,
    });
    expect(own!.get("content-type")).toBe("text/own");
    expect(own!.get("authorization")).toBe("own");
    const [form] = await sentHeaders({ method: "PUT", body: "a=1", bodyType: "form" });
    expect(form!.get("content-type")).toBe("application/x-www-form-urlencoded");
  });
});

describe("a body", () => {
  it("[PR5] that no one needs is cancelled, not read and not left to hold its slot", async () => {
    const cancelled = vi.spyOn(ReadableStream.prototype, "cancel");
    const read = vi.spyOn(ReadableStream.prototype, "getReader");
    for (const path of ["/endless", "/drip", "/hops/1"]) await probe(path);
    await probe("/ok", { assertions: [createAssertion("status", "equals", 200)] });
    const [cancels, reads] = [cancelled.mock.calls.length, read.mock.calls.length];
    cancelled.mockRestore();
    read.mockRestore();
    expect(cancels).toBeGreaterThanOrEqual(4);
    expect(reads).toBe(0);
  });

  it("[PR8] is read as far as its first megabyte, however it is packed", async () => {
    const bodyContains = (text: string) => ({
      assertions: [createAssertion("body", "contains", text)],
    });
    expect(assertionResults(await probe("/big/1000000", bodyContains("end")))).toEqual([
      [true, "a match"],
    ]);
    expect(assertionResults(await probe("/big/1048576", bodyContains("end")))).toEqual([
      [false, "no match"],
    ]);
    const longer = { assertions: [createAssertion("body", "equals", "x")], timeoutMs: 5_000 };
    const expected = [[false, "1048576 characters"]];
    for (const path of ["/big/3000000", "/bomb", "/endless"]) {
      expect(assertionResults(await probe(path, longer))).toEqual(expected);
    }
  });

  it("[PR8] is read no further than it is needed", async () => {
    const assertions = [createAssertion("body", "contains", "endless")];
    expect(assertionResults(await probe("/endless", { assertions }))).toEqual([[true, "a match"]]);
    const exists = [createAssertion("body", "exists")];
    const drip = await probe("/drip", { assertions: exists, timeoutMs: 4_000 });
    expect(assertionResults(drip)).toEqual([[true, "1 characters"]]);
  });

  it("[PR8] that does not end in time, or is cut, is no answer", async () => {
    const assertions = [createAssertion("body", "contains", "never")];
    expect(await probe("/drip", { assertions })).toEqual(isFailed("timeout"));
    expect(await probe("/cut", { assertions })).toEqual(isFailed("connection-lost"));
  });

  it.each(["/packed/gzip", "/packed/br", "/halfpacked"])(
    "[PR2] that cannot be unpacked is a lost connection where it is read: %s",
    async (path) => {
      const assertions = [createAssertion("body", "notContains", "never")];
      expect(await probe(path, { assertions })).toEqual(isFailed("connection-lost"));
      expect(await probe(path)).toEqual(isAnswered(200));
    },
  );

  it("[PR9] of no answer to HEAD is looked for", async () => {
    const assertions = [
      createAssertion("body", "exists"),
      createAssertion("json", "exists", null, "$"),
    ];
    const head = await probe("/say?body=1", { method: "HEAD", assertions });
    expect(assertionResults(head)).toEqual([
      [false, "nothing"],
      [false, "no JSON"],
    ]);
  });
});

it("[PR2] no head that the runtime cannot read is called a failure of TLS without TLS", async () => {
  const fetchSpy = vi.spyOn(globalThis, "fetch").mockRejectedValue(new Error("internal error"));
  expect(await probe("/ok")).toEqual(isFailed("connection-lost"));
  fetchSpy.mockRestore();
});

it("[PR3] a redirect to an address of 100 KB is none", async () => {
  expect(await probe("/farredirect")).toEqual(isFailed("bad-redirect"));
});

it("[PR14] a test repeats nothing of a redirect that the guard does not let pass", async () => {
  for (const to of [
    "javascript:alert('canary')",
    "canary://x",
    "http://canary:canary@x.example/",
  ]) {
    const path = `/redirect?to=${encodeURIComponent(to)}`;
    for (const maxRedirects of [1, 5]) {
      const all = await runSteps(http(path, { maxRedirects }));
      expect(all.at(-1)).toMatchObject({ name: "redirected", ok: false });
      expect(JSON.stringify(all)).not.toContain("canary");
    }
  }
});

it("[PR14] a test says what happened, step by step, and nothing of queries or bodies", async () => {
  const assertions = [
    createAssertion("body", "contains", "canary"),
    createAssertion("header", "exists", null, "set-cookie"),
  ];
  const path = `/redirect?to=${encodeURIComponent("/say?body=canary-in-body")}`;
  const all = await runSteps(http(path, { assertions, degradedAfterMs: 900 }));
  expect(all.map(({ name, ok, actual }) => [name, ok, name === "time" ? "" : actual])).toEqual([
    ["address", true, "allowed"],
    ["connected", true, null],
    ["redirected", true, `${target}/say`],
    ["answered", true, "200"],
    ["assertion", true, "a match"],
    ["assertion", true, "14 characters"],
    ["time", true, ""],
  ]);
  const refused = await runSteps(http("file:///etc/passwd"));
  expect(refused).toMatchObject([
    { name: "address", ok: false, actual: expect.stringMatching(/^expected http/) as string },
  ]);
});
