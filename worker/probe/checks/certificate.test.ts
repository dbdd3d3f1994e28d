import { describe, expect, it, vi } from "vitest";
import type { Task } from "../../ports/probing";
import { createOutbound, ConnectError, type Outbound } from "../net/outbound";
import {
  createAssertion,
  isFailed,
  runOnce,
  rawPorts,
  assertionResults,
  runSteps,
  createTask,
  tlsPorts,
} from "../../test/fixtures/probe";
import { clientHello, createHandshakeParser } from "../net/tls-handshake";

const at = (name: string, settings: Partial<Task> = {}) =>
  createTask("certificate", `https://localhost:${tlsPorts[name]}`, settings);
const NAMES = ["localhost", "*.pharos.test", "127.0.0.1"];
const facts = (expiresAt: string, names = NAMES) => ({
  details: { expiresAt: Date.parse(expiresAt), issuer: "Pharos Tests", names },
});

describe("a certificate", () => {
  it("[PR12] is known by its end, its issuer and its names", async () => {
    const assertions = [
      createAssertion("daysLeft", "greaterThan", 14),
      createAssertion("issuer", "equals", "Pharos Tests"),
      createAssertion("names", "equals", "*.pharos.test"),
      createAssertion("names", "notContains", "other"),
    ];
    const observation = await runOnce(at("valid", { assertions }));
    expect(observation).toMatchObject(facts("2120-01-01T00:00:00Z"));
    expect(assertionResults(observation)).toEqual([
      [true, expect.stringMatching(/^\d{5}$/)],
      [true, '"Pharos Tests"'],
      [true, '"*.pharos.test" and 2 more'],
      [true, '"localhost" and 2 more'],
    ]);
  });

  it("[PR12] that is expired, not valid yet or for others fails, and is known all the same", async () => {
    expect(await runOnce(at("expired"))).toMatchObject({
      failure: "certificate-expired",
      ...facts("2016-01-01T00:00:00Z"),
    });
    expect(await runOnce(at("future"))).toMatchObject({
      failure: "certificate-not-yet-valid",
      ...facts("2120-01-01T00:00:00Z"),
    });
    expect(await runOnce(at("other"))).toMatchObject({
      failure: "certificate-name",
      ...facts("2120-01-01T00:00:00Z", ["other.example"]),
    });
  });

  it("[PR12] for an address must name the address", async () => {
    const byAddress = (name: string) =>
      createTask("certificate", `https://127.0.0.1:${tlsPorts[name]}`);
    expect(await runOnce(byAddress("valid"))).toMatchObject({ outcome: "answered" });
    expect(await runOnce(byAddress("other"))).toMatchObject({ failure: "certificate-name" });
  });

  it("[PR12] that comes after a warning is as good as any", async () => {
    expect(await runOnce(at("warning"))).toMatchObject(facts("2120-01-01T00:00:00Z"));
  });

  it("[PR12] that TLS 1.3 hides is not known", async () => {
    expect(await runOnce(at("modern"))).toEqual({ outcome: "unknowable", cause: "tls-1.3-only" });
  });

  it("[PR12] that is refused by any word is not known where TLS works otherwise", async () => {
    const real = createOutbound({ allowPrivate: true });
    const alertingOutbound = (acceptsTls: boolean): Outbound => ({
      ...real,
      connect: () => Promise.resolve(socketSending(ALERT_HANDSHAKE_FAILURE)),
      fetch: () =>
        acceptsTls
          ? Promise.resolve(new Response())
          : Promise.reject(new ConnectError(new Error(""), { hostname: "", port: 1 }, "secure")),
    });
    expect(await runOnce(at("valid"), alertingOutbound(true))).toMatchObject({
      cause: "tls-1.3-only",
    });
    expect(await runOnce(at("valid"), alertingOutbound(false))).toEqual(isFailed("tls"));
  });
});

it("[PR14] a test says how long a certificate lasts", async () => {
  expect(await runSteps(at("expired"))).toMatchObject([
    { name: "address" },
    { name: "connected" },
    { name: "certificate", ok: false, actual: expect.stringMatching(/^-\d+ days left$/) },
  ]);
});

const ALERT_HANDSHAKE_FAILURE = Uint8Array.from([21, 3, 3, 0, 2, 2, 40]);
const socketSending = (bytes: Uint8Array) =>
  ({
    readable: new Response(bytes).body!,
    writable: new WritableStream(),
    close: () => Promise.resolve(),
  }) as unknown as Socket;

describe("what a server says in TLS", () => {
  const record = (bytes: number[], type = 22) => [
    type,
    ...[3, 3, bytes.length >> 8, bytes.length & 255],
    ...bytes,
  ];
  const message = (type: number, bytes: number[]) => [
    type,
    ...[0, bytes.length >> 8, bytes.length & 255],
    ...bytes,
  ];
  const DER = [1, 2, 3, 4, 5];
  const list = [0, 0, 8, 0, 0, 5, ...DER];
  const flight = [...message(2, [3, 3, 9, 9]), ...message(11, list)];
  const read = (bytes: number[]) => createHandshakeParser().read(Uint8Array.from(bytes));

  it("[PR12] is read across the borders of records, at every place", () => {
    const expected = { kind: "certificate", der: Uint8Array.from(DER) };
    expect(read(record(flight))).toEqual(expected);
    for (let cut = 1; cut < flight.length; cut++) {
      const two = [...record(flight.slice(0, cut)), ...record(flight.slice(cut))];
      expect(read(two)).toEqual(expected);
    }
    expect(read(flight.flatMap((byte) => record([byte])))).toEqual(expected);
  });

  it("[PR12] goes on after a warning, and ends with a farewell or a fatal alert", () => {
    const warning = record([1, 112], 21);
    expect(read([...warning, ...record(flight)]).kind).toBe("certificate");
    expect(read(warning)).toEqual({ kind: "incomplete" });
    expect(read([...warning, ...record([2, 40], 21)])).toEqual({ kind: "alert", code: 40 });
    expect(read(record([1, 0], 21))).toEqual({ kind: "alert", code: 0 });
  });

  it("[PR12] is read in pieces as it is read at once", () => {
    const whole = [
      ...record([1, 112], 21),
      ...record(flight.slice(0, 9)),
      ...record(flight.slice(9)),
    ];
    const { read: parse } = createHandshakeParser();
    const kinds = whole.map((byte) => parse(Uint8Array.of(byte)).kind);
    expect(kinds.indexOf("certificate")).toBe(whole.length - 1);
  });

  it("[PR8] costs next to nothing, however many pieces of nothing it comes in", () => {
    const empties = Uint8Array.from(record(Array.from({ length: 60 }, () => 0)));
    expect(createHandshakeParser().read(empties)).toEqual({ kind: "garbage" });
    expect(read(Array.from({ length: 9 }, () => record(message(2, [1]))).flat()).kind).toBe(
      "garbage",
    );
    const { read: parse } = createHandshakeParser();
    const copied = vi.spyOn(Uint8Array.prototype, "set");
    let kind = "";
    // One message that is announced long, a byte a record, and each record in six pieces.
    for (const byte of [2, 0, 255, 255, ...Array.from({ length: 995 }, () => 0)]) {
      for (const recordByte of record([byte])) ({ kind } = parse(Uint8Array.of(recordByte)));
    }
    expect(kind).toBe("incomplete");
    // Each piece of a byte is copied as it comes, and once more where it belongs to a message.
    expect(copied.mock.calls.every(([piece]) => piece.length <= 1)).toBe(true);
    copied.mockRestore();
    expect(parse(Uint8Array.from([...record([0]), ...record([0])]))).toEqual({ kind: "garbage" });
  });

  it("[PR12] is waited for until it is whole", () => {
    const whole = record(flight);
    for (let length = 0; length < whole.length; length++) {
      expect(read(whole.slice(0, length))).toEqual({ kind: "incomplete" });
    }
  });

  it("[PR2] is never an exception, whatever it is", () => {
    const whole = record(flight);
    for (let at = 0; at < whole.length; at++) {
      for (const byte of [0, 1, 21, 23, 127, 255]) {
        expect(read(whole.with(at, byte)).kind).toMatch(/incomplete|certificate|alert|garbage/);
      }
    }
    expect(read([22, 3, 3, 0, 0])).toEqual({ kind: "garbage" });
    expect(read(Array.from({ length: 1_001 }, () => record([2])).flat()).kind).toBe("garbage");
  });

  it("[PR12] answers a hello that names the server, but never an address", () => {
    const hello = clientHello("pharos.test", new Uint8Array(32));
    expect(new TextDecoder().decode(hello)).toContain("pharos.test");
    expect((hello[3]! << 8) + hello[4]!).toBe(hello.length - 5);
    expect(clientHello(null, new Uint8Array(32)).length).toBe(hello.length - 20);
  });
});

it("[PR12] what is no certificate fails", async () => {
  const url = `https://127.0.0.1:${rawPorts.garbage}`;
  expect(await runOnce(createTask("certificate", url))).toEqual(isFailed("tls"));
});
