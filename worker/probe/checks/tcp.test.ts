import { describe, expect, it } from "vitest";
import packet from "dns-packet";
import type { Task } from "../../ports/probing";
import { classifyError } from "../engine/classify-error";
import { ConnectError } from "../net/outbound";
import {
  createAssertion,
  isFailed,
  fakeOutbound,
  runOnce,
  rawPorts,
  assertionResults,
  runSteps,
  createTask,
} from "../../test/fixtures/probe";

const tcp = (behaviour: string, settings: Partial<Task> = {}) =>
  createTask("tcp", `tcp://127.0.0.1:${rawPorts[behaviour]}`, settings);

describe("a connection", () => {
  it("[PR10] is all that is wanted where nothing is to be heard", async () => {
    for (const behaviour of ["silent", "banner", "endless"]) {
      expect(assertionResults(await runOnce(tcp(behaviour)))).toEqual([]);
    }
  });

  it("[PR10] is told the body, and heard until the claims hold", async () => {
    const assertions = [
      createAssertion("body", "contains", "PING"),
      createAssertion("body", "matches", "^PING\r\n$"),
    ];
    const body = "PING\r\n";
    expect(assertionResults(await runOnce(tcp("echo", { body, assertions })))).toEqual([
      [true, "a match"],
      [true, "a match"],
    ]);
    const banner = [
      createAssertion("body", "matches", "^220 "),
      createAssertion("responseTime", "lessThan", 900),
    ];
    expect(assertionResults(await runOnce(tcp("banner", { assertions: banner })))).toMatchObject([
      [true, "a match"],
      [true, expect.any(String)],
    ]);
  });

  it("[PR8] is heard for 64 KB and no longer", async () => {
    const assertions = [createAssertion("body", "equals", "x")];
    expect(assertionResults(await runOnce(tcp("endless", { assertions })))).toEqual([
      [false, "65536 characters"],
    ]);
  });

  it("[PR10] on which nothing is heard has brought no message", async () => {
    const assertions = [createAssertion("body", "notContains", "error")];
    expect(await runOnce(tcp("silent", { assertions }))).toEqual(isFailed("no-message"));
    expect(await runOnce(tcp("closes", { assertions }))).toEqual(isFailed("no-message"));
  });
});

it("[PR14] a test says when the connection stood", async () => {
  expect(await runSteps(tcp("banner"))).toMatchObject([
    { name: "address", ok: true },
    { name: "connected", ok: true, actual: null },
  ]);
  const assertions = [createAssertion("body", "contains", "ready")];
  expect((await runSteps(tcp("banner", { assertions }))).slice(2)).toMatchObject([
    { name: "message", ok: true, actual: "18 characters" },
    { name: "assertion", ok: true, actual: "a match" },
  ]);
});

/** What the runtime says of a refused connection, of an unknown name and of its own proxies. */
const REFUSED = new Error(
  "proxy request failed, cannot connect to the specified address. It looks",
);

describe("a connection that does not come about", () => {
  const classify = (hostname: string, answer: () => Response) =>
    classifyError(
      new ConnectError(REFUSED, { hostname, port: 443 }, "raw"),
      fakeOutbound(answer),
      500,
    );
  const dnsResponse = (rcode: number, data?: string) => () => {
    const questions = [{ type: "A" as const, name: "a.example" }];
    const answers = data ? [{ ...questions[0]!, data }] : [];
    const headers = { "content-type": "application/dns-message" };
    const message = { type: "response", flags: rcode, questions, answers } as const;
    return new Response(packet.encode(message), { headers });
  };
  const serverError = () => new Response(null, { status: 500 });

  it("[PR12] is not known where it leads to the platform's own proxies", async () => {
    for (const host of ["104.16.0.1", "172.67.1.1", "[2606:4700::1]", "[::ffff:104.16.0.1]"]) {
      expect(await classify(host, serverError)).toBe("no-raw-connection");
    }
    expect(await classify("a.example", dnsResponse(0, "104.21.3.4"))).toBe("no-raw-connection");
  });

  it("[PR12] is a failure everywhere else", async () => {
    expect(await classify("8.8.8.8", serverError)).toBe("unreachable");
    expect(await classify("[2001:4860:4860::8888]", serverError)).toBe("unreachable");
    expect(await classify("a.example", dnsResponse(0, "8.8.8.8"))).toBe("unreachable");
    expect(await classify("a.example", dnsResponse(3))).toBe("name-not-resolved");
    expect(await classify("a.example", serverError)).toBe("unreachable");
    expect(await classify("localhost", serverError)).toBe("unreachable");
  });
});
