import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { anyPort, freePort, HOST, requestedPort } from "./port.mjs";

describe("the port of an instance", () => {
  it("is the usual one unless another is asked for", () => {
    expect(requestedPort(undefined, 8787)).toBe(8787);
    expect(requestedPort("", 8787)).toBe(8787);
    expect(requestedPort("9000", 8787)).toBe(9000);
  });

  it.each(["0", "-1", "65536", "8787.5", "http"])("is refused in a sentence as %s", (asked) => {
    expect(() => requestedPort(asked, 8787)).toThrow(`is "${asked}"`);
  });

  it("moves on to the next one when it is taken", async () => {
    const server = createServer();
    const port = await anyPort();
    await new Promise((resolve) => server.listen(port, HOST, resolve));
    expect(await freePort(port)).toBeGreaterThan(port);
    await new Promise((resolve) => server.close(resolve));
    expect(await freePort(port)).toBe(port);
  });
});
