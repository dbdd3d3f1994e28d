import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Task } from "../../ports/probing";
import {
  isAnswered,
  createAssertion,
  isFailed,
  fakeOutbound,
  runOnce,
  assertionResults,
  runSteps,
  target,
  createTask,
} from "../../test/fixtures/probe";

const at = (behaviour: string, settings: Partial<Task> = {}) => {
  const server = encodeURIComponent(`${target}/rdap/${behaviour}`);
  return createTask("domain", `domain://pharos.test?server=${server}`, settings);
};
const unknowable = (cause: string) => ({ outcome: "unknowable", cause });

describe("a domain", () => {
  it("[PR13] is known by its end and its registrar", async () => {
    const assertions = [
      createAssertion("daysLeft", "atLeast", 30),
      createAssertion("registrar", "contains", "Test"),
      createAssertion("registrar", "equals", "Another"),
    ];
    const observation = await runOnce(at("valid", { assertions }));
    expect(observation).toMatchObject({
      details: { expiresAt: Date.parse("2120-01-01T00:00:00Z"), registrar: "Test Registrar" },
    });
    expect(assertionResults(observation)).toEqual([
      [true, expect.stringMatching(/^\d{5}$/)],
      [true, '"Test Registrar"'],
      [false, '"Test Registrar"'],
    ]);
  });

  it("[PR13] that has expired or is nobody's fails", async () => {
    expect(await runOnce(at("expired"))).toMatchObject({
      failure: "domain-expired",
      details: { expiresAt: Date.parse("2016-01-01T00:00:00Z") },
    });
    expect(await runOnce(at("missing"))).toEqual(isFailed("domain-not-registered"));
  });

  it("[PR13] is not known where its registry is away or says nothing of it", async () => {
    expect(await runOnce(at("away"))).toEqual(unknowable("registry-away"));
    expect(await runOnce(at("garbage"))).toEqual(unknowable("registry-away"));
    expect(await runOnce(at("bare"))).toEqual(unknowable("registry-without-expiry"));
    expect(await runOnce(at("odd"))).toEqual(unknowable("registry-without-expiry"));
  });

  it("[PR13] is asked for where its registry sends, a few times", async () => {
    expect(await runOnce(at("moved"))).toEqual(isAnswered(null));
    const server = encodeURIComponent(`${target}/loop?x=`);
    const looped = createTask("domain", `domain://pharos.test?server=${server}`);
    expect(await runOnce(looped)).toEqual(unknowable("registry-away"));
  });
});

it("[PR14] a test says how long a domain lasts", async () => {
  expect(await runSteps(at("valid"))).toMatchObject([
    { name: "address" },
    { name: "domain", ok: true, actual: expect.stringMatching(/^\d+ days left$/) },
  ]);
});

describe("what a registry says", () => {
  const observe = (document: unknown) =>
    runOnce(
      at("valid"),
      fakeOutbound(() => Response.json(document)),
    );
  const expiring = (eventDate: unknown) => ({ eventAction: "expiration", eventDate });
  const end = (date: string) => ({ details: { expiresAt: Date.parse(date) } });

  it.each(["2120-01-02T03:04:05Z", "2120-01-02t03:04:05.678+02:00", "2120-01-02"])(
    "[PR13] of an end is a date such as %s",
    async (date) => {
      expect(await observe({ events: [expiring(date)] })).toMatchObject(end(date));
    },
  );

  it.each([1, null, { toString: 1 }, [["2120-01-02"]], "soon", "Sat, 01 Jan 2120", "2120-13-01"])(
    "[PR13] of an end in another way is not known: %j",
    async (date) => {
      const unknown = unknowable("registry-without-expiry");
      expect(await observe({ events: [expiring(date)] })).toEqual(unknown);
      const events = [expiring(date), expiring("2120-01-02")];
      expect(await observe({ events })).toMatchObject(end("2120-01-02"));
    },
  );

  it("[PR13] of another name is no answer", async () => {
    const events = [expiring("2016-01-01")];
    expect(await observe({ ldhName: "other.test", events })).toEqual(unknowable("registry-away"));
    for (const ldhName of ["PHAROS.test", "pharos.test.", undefined, 7]) {
      expect(await observe({ ldhName, events })).toMatchObject({ failure: "domain-expired" });
    }
  });
});

describe("the registry of a domain", () => {
  const BOOTSTRAP = "https://data.iana.org/rdap/dns.json";
  const services = [
    [
      ["example", "co.example"],
      ["http://old.example/", "https://rdap.example/v1/"],
    ],
    [["long.co.example"], ["https://long.example"]],
    ["odd", null],
  ];
  const iana = (list: unknown = services) =>
    fakeOutbound((url) =>
      url === BOOTSTRAP
        ? Response.json({ services: list })
        : Response.json({ events: [{ eventAction: "expiration", eventDate: "2120-01-01" }] }),
    );
  const domainTask = (name: string) => createTask("domain", `domain://${name}`);

  // What is kept of it is the isolate's; each test begins without.
  beforeEach(() => vi.setSystemTime(Date.now() + 2 * 86_400_000));
  afterEach(() => vi.useRealTimers());

  it("[PR13] is the one that IANA names for the longest ending, asked for once a day", async () => {
    const outbound = iana();
    await runOnce(domainTask("a.example"), outbound);
    await runOnce(domainTask("a.long.co.example"), outbound);
    expect(outbound.asked).toEqual([
      BOOTSTRAP,
      "https://rdap.example/v1/domain/a.example",
      "https://long.example/domain/a.long.co.example",
    ]);
    vi.setSystemTime(Date.now() + 86_400_001);
    await runOnce(domainTask("b.example"), outbound);
    expect(outbound.asked.slice(3)).toEqual([
      BOOTSTRAP,
      "https://rdap.example/v1/domain/b.example",
    ]);
  });

  it("[PR13] may not exist, and may not be known", async () => {
    expect(await runOnce(domainTask("a.without"), iana())).toEqual(
      unknowable("registry-without-rdap"),
    );
    vi.setSystemTime(Date.now() + 2 * 86_400_000);
    expect(await runOnce(domainTask("a.example"), iana("odd"))).toEqual(
      unknowable("registry-away"),
    );
  });
});
