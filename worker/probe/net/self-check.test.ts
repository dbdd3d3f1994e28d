import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { Env } from "../../env";
import { validateAddress } from "./address";
import { createOutbound } from "./outbound";
import { addressPolicy } from "./address-policy";
import { isFailed, runOnce, target, createTask } from "../../test/fixtures/probe";

const bindings = env as unknown as Env;

/** What leads to the machine itself. */
const ITSELF = [
  "localhost",
  "Localhost.",
  "localhost.localdomain",
  "pharos.localhost",
  "127.0.0.1",
  "127.9.9.9",
  "0",
  "0.0.0.0",
  "[::]",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:0.0.0.0]",
];

describe("the address", () => {
  it("[PR4] of this very instance is refused, even where private ones are allowed", () => {
    const policy = { allowPrivate: true, publicHostnames: ["pharos.example", "127.0.0.1"] };
    for (const host of ["pharos.example", "PHAROS.example.", "127.1", "0x7f.1"]) {
      for (const [kind, at] of [
        ["http", `https://${host}:8443/path`],
        ["websocket", `ws://${host}/`],
        ["tcp", `tcp://${host}:5432`],
        ["certificate", `https://${host}`],
        ["dns", `dns://example.com?resolver=https://${host}/q`],
        ["domain", `domain://example.com?server=https://${host}/`],
      ] as const) {
        expect(validateAddress(at, kind, policy)).toMatch(/itself/);
      }
    }
    expect(validateAddress("https://other.example/", "http", policy)).toBeNull();
    const mapped = { allowPrivate: true, publicHostnames: ["192.168.1.5"] };
    expect(validateAddress("http://[::ffff:192.168.1.5]/", "http", mapped)).toMatch(/itself/);
  });

  it.each(["localhost:8787", "127.0.0.1:8787", "[::1]:8787", "0.0.0.0:8787"])(
    "[PR4] at which a laptop listens, %s, is refused however it is written",
    (own) => {
      const laptop = { allowPrivate: true, publicHostnames: [own] };
      for (const host of ITSELF) {
        for (const [kind, at] of [
          ["http", `http://${host}:8787/`],
          ["websocket", `ws://${host}:8787/`],
          ["tcp", `tcp://${host}:8787`],
          ["domain", `domain://a.example?server=http://${host}:8787/`],
        ] as const) {
          expect(validateAddress(at, kind, laptop)).toMatch(/itself/);
          expect(validateAddress(at.replace("8787", "8788"), kind, laptop)).toBeNull();
        }
      }
    },
  );

  it("[PR4] is none that a redirect leads to", async () => {
    const own = { ...bindings, LOCAL_ADDRESS: new URL(target).host };
    const guarded = () => createOutbound(addressPolicy(own));
    const selfUrl = `${target.replace("127.0.0.1", "[::ffff:127.0.0.1]")}/ok`;
    const headers = { location: selfUrl };
    const sent = vi.spyOn(globalThis, "fetch");
    for (const task of [
      createTask("http", "https://example.com/"),
      createTask("domain", "domain://a.example?server=https://rdap.example/"),
    ]) {
      sent.mockResolvedValueOnce(new Response(null, { status: 302, headers }));
      expect(await runOnce(task, guarded())).toEqual(isFailed("address-refused"));
    }
    expect(sent).toHaveBeenCalledTimes(2);
    sent.mockRestore();
  });
});
