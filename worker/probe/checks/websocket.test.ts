import { expect, it, vi } from "vitest";
import type { Task } from "../../ports/probing";
import {
  isAnswered,
  createAssertion,
  fakeOutbound,
  runOnce,
  assertionResults,
  runSteps,
  target,
  createTask,
} from "../../test/fixtures/probe";

const at = (behaviour: string, settings: Partial<Task> = {}) =>
  createTask("websocket", `${target.replace("http", "ws")}/socket/${behaviour}`, settings);

it("[PR10] a socket is well when the handshake is, where nothing else is wanted", async () => {
  for (const behaviour of ["silent", "hello", "garbage"]) {
    expect(await runOnce(at(behaviour))).toEqual(isAnswered(101));
  }
});

it("[PR10] a refused handshake is an answer of another status", async () => {
  expect(await runOnce(at("refused"))).toEqual(isAnswered(403));
  expect(await runOnce(createTask("websocket", `${target.replace("http", "ws")}/ok`))).toEqual(
    isAnswered(404),
  );
});

it("[PR10] what is sent is answered by the first message", async () => {
  const assertions = [
    createAssertion("body", "equals", "ping"),
    createAssertion("responseTime", "lessThan", 900),
  ];
  const observation = await runOnce(at("echo", { body: "ping", assertions }));
  expect(assertionResults(observation)).toMatchObject([
    [true, "4 characters"],
    [true, expect.any(String)],
  ]);
  const json = [createAssertion("json", "equals", "there", "$.hello")];
  expect(assertionResults(await runOnce(at("hello", { assertions: json })))).toEqual([
    [true, '"there"'],
  ]);
});

it("[PR10] its headers and who asks go along with the handshake", async () => {
  const sent = vi.spyOn(globalThis, "fetch");
  await runOnce(at("silent", { headers: { "x-own": "1" }, auth: { type: "bearer", token: "t" } }));
  const headers = new Headers(sent.mock.calls[0]![1]!.headers);
  sent.mockRestore();
  expect(["x-own", "authorization", "upgrade"].map((name) => headers.get(name))).toEqual([
    "1",
    "Bearer t",
    "websocket",
  ]);
});

it("[PR10] a socket that does not say goodbye is cut off", async () => {
  const { 0: ours, 1: theirs } = new WebSocketPair();
  let signal: AbortSignal | null | undefined;
  const outbound = fakeOutbound((_, init) => {
    ({ signal } = init);
    theirs.accept();
    return new Response(null, { status: 101, webSocket: ours });
  });
  const task = createTask("websocket", "wss://example.com", { timeoutMs: 30_000 });
  expect(await runOnce(task, outbound)).toEqual(isAnswered(101));
  expect(signal!.aborted).toBe(false);
  await vi.waitFor(() => expect(signal!.aborted).toBe(true));
});

// The runtime answers pings itself, and while they come faster than it reads them it runs nothing
// else: neither a timer nor anything of ours. A flood of them delays a verdict until it ebbs, by
// seconds on a laptop; nothing here can bound that, and so no test says that it is bounded.

it("[PR14] a test says what the handshake was answered, and what came", async () => {
  expect(await runSteps(at("refused"))).toMatchObject([
    { name: "address" },
    { name: "connected", ok: true },
    { name: "answered", ok: false, expected: "101", actual: "403" },
  ]);
  const steps = await runSteps(at("hello", { assertions: [createAssertion("body", "exists")] }));
  expect(steps.slice(2)).toMatchObject([
    { name: "answered", ok: true },
    { name: "message", ok: true, actual: "17 characters" },
    { name: "assertion", ok: true, actual: "17 characters" },
  ]);
});
