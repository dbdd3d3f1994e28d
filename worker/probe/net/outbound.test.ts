import { expect, it, vi } from "vitest";
import { BlockedAddressError, SubrequestLimitError, createOutbound } from "./outbound";
import { rawPorts, target } from "../../test/fixtures/probe";

it("[PR16] an invocation makes as many requests as the platform allows, and no more", async () => {
  const sent = vi
    .spyOn(globalThis, "fetch")
    .mockImplementation(() => Promise.resolve(new Response()));
  const outbound = createOutbound({ allowPrivate: true });
  const results = await Promise.allSettled(
    Array.from({ length: 60 }, () => outbound.fetch(`${target}/ok`, {})),
  );
  expect(sent).toHaveBeenCalledTimes(50);
  sent.mockRestore();
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(10);
});

it("[PR16] a connection counts as a request", async () => {
  const outbound = createOutbound({ allowPrivate: true, requests: 2 });
  const peer = { hostname: "127.0.0.1", port: rawPorts.banner! };
  expect(await outbound.acceptsTcp(peer, 1_000)).toBe(true);
  expect(await outbound.acceptsTcp({ ...peer, port: 1 }, 1_000)).toBe(false);
  await expect(outbound.acceptsTcp(peer, 1_000)).rejects.toThrow(SubrequestLimitError);
  await expect(outbound.fetch(`${target}/ok`, {})).rejects.toThrow(SubrequestLimitError);
});

it("[PR4] nothing is followed and nothing is cached on the way out", async () => {
  const sent = vi.spyOn(globalThis, "fetch");
  const init = { redirect: "follow", cache: "no-cache" } as const;
  const response = await createOutbound({ allowPrivate: true }).fetch(
    `${target}/redirect?to=/ok`,
    init,
  );
  expect(response.status).toBe(302);
  expect(sent.mock.calls[0]![1]).toMatchObject({ redirect: "manual", cache: "no-store" });
  sent.mockRestore();
});

it.each([
  ["a port of its own", "127.0.0.1:1"],
  ["a path", "127.0.0.1:1/x"],
  ["a fragment that hides the port", "127.0.0.1#"],
  ["a query", "127.0.0.1?x"],
  ["a name before it", "user@127.0.0.1"],
  ["an end of line", "127.0.0.1\r\n"],
  ["a tab", "127.0.0\t.1"],
])("[CH11] a peer is a host and its port, and none that has %s", async (_, hostname) => {
  const outbound = createOutbound({ allowPrivate: true });
  const peer = { hostname, port: rawPorts.banner! };
  await expect(outbound.connect(peer, AbortSignal.timeout(1_000))).rejects.toThrow(
    BlockedAddressError,
  );
});
