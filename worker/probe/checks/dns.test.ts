import packet from "dns-packet";
import { describe, expect, it } from "vitest";
import type { Task } from "../../ports/probing";
import { RECORD_TYPES } from "../net/query-target";
import {
  createAssertion,
  isFailed,
  fakeOutbound,
  runOnce,
  assertionResults,
  target,
  createTask,
} from "../../test/fixtures/probe";

const at = (behaviour: string, type = "A", settings: Partial<Task> = {}) => {
  const resolver = encodeURIComponent(`${target}/dns/${behaviour}`);
  return createTask("dns", `dns://Pharos.test.?type=${type}&resolver=${resolver}`, settings);
};

describe("a name", () => {
  it.each([
    ["A", "192.0.2.2"],
    ["AAAA", "2001:db8::1"],
    ["CAA", '0 issue "ca.example"'],
    ["CNAME", "alias.pharos.test"],
    ["MX", "10 mail.pharos.test"],
    ["NS", "ns2.pharos.test"],
    ["PTR", "host.pharos.test"],
    ["SOA", "ns1.pharos.test admin.pharos.test 7 1 2 3 4"],
    ["SRV", "1 2 443 srv.pharos.test"],
    ["TXT", "v=spf1 -all"],
  ])("[PR11] has its %s records as texts", async (type, text) => {
    const observation = await runOnce(
      at("valid", type, { assertions: [createAssertion("record", "equals", text)] }),
    );
    expect(assertionResults(observation)).toMatchObject([
      [true, expect.stringContaining(JSON.stringify(text))],
    ]);
  });

  it("[PR11] satisfies a claim with some record, and what it denies with none", async () => {
    const assertions = [
      createAssertion("record", "equals", "192.0.2.1"),
      createAssertion("record", "equals", "192.0.2.9"),
      createAssertion("record", "notEquals", "192.0.2.2"),
      createAssertion("record", "notContains", "198."),
      createAssertion("record", "matches", "^192\\.0\\.2\\.\\d$"),
      createAssertion("record", "notMatches", "2$"),
    ];
    expect(assertionResults(await runOnce(at("valid", "A", { assertions })))).toEqual([
      [true, '"192.0.2.1" and 1 more'],
      [false, '"192.0.2.1" and 1 more'],
      [false, '"192.0.2.2" and 1 more'],
      [true, '"192.0.2.1" and 1 more'],
      [true, '"192.0.2.1" and 1 more'],
      [false, '"192.0.2.2" and 1 more'],
    ]);
  });

  it("[PR11] that is not there is another thing than one without such records", async () => {
    expect(await runOnce(at("nxdomain"))).toEqual(isFailed("name-not-resolved"));
    expect(await runOnce(at("none"))).toEqual(isFailed("no-records"));
    expect(await runOnce(at("stranger"))).toEqual(isFailed("no-records"));
    expect(await runOnce(at("servfail"))).toEqual(isFailed("resolver-failed"));
    const broken = `dns://pharos.test?resolver=${encodeURIComponent(`${target}/status/500`)}`;
    expect(await runOnce(createTask("dns", broken))).toEqual(isFailed("resolver-failed"));
  });

  it("[PR11] is asked for as RFC 8484 says, at the resolver that is named", async () => {
    for (const [resolver, server] of [
      ["cloudflare", "https://cloudflare-dns.com/dns-query"],
      ["google", "https://dns.google/dns-query"],
      ["quad9", "https://dns.quad9.net/dns-query"],
      ["https://own.example/q", "https://own.example/q"],
    ]) {
      const questions: unknown[] = [];
      const outbound = fakeOutbound((_, { body, method, headers }) => {
        expect(method).toBe("POST");
        expect(new Headers(headers).get("content-type")).toBe("application/dns-message");
        questions.push(...(packet.decode(Buffer.from(body as Uint8Array)).questions ?? []));
        return new Response(null, { status: 500 });
      });
      await runOnce(createTask("dns", `dns://pharos.test?type=MX&resolver=${resolver}`), outbound);
      expect(outbound.asked).toEqual([server]);
      expect(questions).toMatchObject([{ name: "pharos.test", type: "MX" }]);
    }
  });
});

const dnsResponse = (bytes: Uint8Array, media = "application/dns-message") =>
  new Response(bytes, { headers: { "content-type": media } });

describe("an answer", () => {
  const NAME = "pharos.test";
  const question = { type: "A", name: NAME } as const;
  const record = { type: "A", name: NAME, data: "192.0.2.1" } as const;
  const message = (settings: Partial<packet.Packet> = {}) =>
    packet.encode({ type: "response", questions: [question], answers: [record], ...settings });
  const observe = (bytes: Uint8Array, media?: string) =>
    runOnce(
      at("valid", "A", { assertions: [createAssertion("record", "equals", "192.0.2.1")] }),
      fakeOutbound(() => dnsResponse(bytes, media)),
    );
  const alias = (name: string, data: string) => ({ type: "CNAME", name, data }) as const;
  const passed = [[true, '"192.0.2.1"']];

  it("[PR11] is about the name that was asked for, in letters of any size, and its aliases", async () => {
    expect(assertionResults(await observe(message()))).toEqual(passed);
    expect(assertionResults(await observe(message(), "Application/DNS-message; x=y"))).toEqual(
      passed,
    );
    const loud = { ...record, name: "PHAROS.Test" };
    const uppercase = { questions: [{ ...question, name: "pharos.TEST" }], answers: [loud] };
    expect(assertionResults(await observe(message(uppercase)))).toEqual(passed);
    const far = { ...record, name: "c.example" };
    const answers = [far, alias("b.example", "c.example"), alias(NAME, "B.example")];
    expect(assertionResults(await observe(message({ answers })))).toEqual(passed);
  });

  it.each<[string, Partial<packet.Packet>]>([
    ["with another number", { id: 4_242 }],
    ["that is cut off", { flags: packet.TRUNCATED_RESPONSE }],
    ["to another name", { questions: [{ ...question, name: "other.test" }] }],
    ["to another type", { questions: [{ ...question, type: "AAAA" }] }],
    ["to another class", { questions: [{ ...question, class: "CH" }] }],
    ["to no question", { questions: [] }],
    ["to two questions", { questions: [question, question] }],
    ["that asks", { type: "query" }],
  ])("[PR11] %s is none", async (_, settings) => {
    expect(await observe(message(settings))).toEqual(isFailed("resolver-failed"));
  });

  it("[PR11] of another media type is none", async () => {
    expect(await observe(message(), "text/html")).toEqual(isFailed("resolver-failed"));
  });

  it("[PR11] has no records but those that fit: owned by the name, of its class, and whole", async () => {
    const strange = [
      { ...record, name: "other.test" },
      { ...record, class: "CH" as const },
      alias("other.test", NAME),
      alias(NAME, "loop.test"),
      alias("loop.test", NAME),
    ];
    for (const answer of strange) {
      expect(await observe(message({ answers: [answer] }))).toEqual(isFailed("no-records"));
    }
    const short = message();
    short[short.length - 5] = 3;
    expect(await observe(short.subarray(0, -1))).toEqual(isFailed("no-records"));
    expect(await observe(short.subarray(0, -2))).toEqual(isFailed("resolver-failed"));
    short[short.length - 5] = 250;
    expect(await observe(short)).toEqual(isFailed("resolver-failed"));
  });
});

it("[PR2] no message of a resolver, however wrong, breaks a check", async () => {
  const whole = packet.encode({
    type: "response",
    questions: [{ type: "A", name: "pharos.test" }],
    answers: RECORD_TYPES.flatMap(() => ({ type: "A", name: "pharos.test", data: "192.0.2.1" })),
  });
  const random = (() => {
    let seed = 7;
    return () => (seed = (seed * 16_807) % 2_147_483_647);
  })();
  for (let round = 0; round < 500; round++) {
    const bytes = Uint8Array.from(whole.subarray(0, 1 + (random() % whole.length)));
    for (let hit = 0; hit < 4; hit++) bytes[random() % bytes.length] = random() % 256;
    const observation = await runOnce(
      at("valid"),
      fakeOutbound(() => dnsResponse(bytes)),
    );
    expect(observation).not.toBeNull();
  }
  // Names that point at themselves, at once or after a label.
  for (const name of [
    [192, 12],
    [1, 97, 192, 12],
  ]) {
    const loop = [0, 0, 128, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...name, 0, 1, 0, 1];
    const looped = fakeOutbound(() => dnsResponse(Uint8Array.from(loop)));
    expect(await runOnce(at("valid"), looped)).toEqual(isFailed("resolver-failed"));
  }
});
