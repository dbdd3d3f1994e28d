import { createExecutionContext } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { createRateLimiter } from "../test/fixtures/rate-limiter";
import { bindings, ORIGIN } from "../test/fixtures/worker";
import type { RoomState } from "../protocol/api";
import { apiPorts } from "../adapters/index";
import { createApi } from "./app";

const FRESH = { asOf: "2026-01-05T08:00:00.000Z", nextExpectedAt: null };
/** The API of an instance on which strangers may see the page `acme`. */
const api = createApi((env, ctx) => {
  const ports = apiPorts(env, ctx);
  const visibility = (slug: string) => (slug === "acme" ? "public" : "members");
  const page = (slug: string) =>
    Promise.resolve(
      slug === "none"
        ? null
        : ({
            ...FRESH,
            visibility: visibility(slug),
            isUnlocked: false,
            showViewerCount: true,
          } as const),
    );
  return { ...ports, rooms: { ...ports.rooms, page } };
});
const requestRoom = (room: string, headers: Record<string, string> = {}, settings: object = {}) =>
  api.fetch(
    new Request(`${ORIGIN}/api/v1/rooms/${room}?v=1`, { headers }),
    { ...bindings, ...settings },
    createExecutionContext(),
  );
const UPGRADE = { upgrade: "websocket" };
const errorOf = async (response: Response) =>
  (await response.json<{ error: { code: string } }>()).error.code;

function socketOf(response: Response) {
  const socket = response.webSocket!;
  const first = new Promise<string>((resolve) => {
    socket.addEventListener("message", ({ data }) => resolve(String(data)), { once: true });
  });
  socket.accept();
  return { socket, first };
}

describe("the room of a public page", () => {
  it.each([
    ["its own", { origin: ORIGIN }],
    ["any other", { origin: "https://shop.example" }],
    ["no", {}],
  ])("[RM12] is heard by strangers from %s page, with no token set at all", async (_, headers) => {
    const response = await requestRoom("page:acme", headers, { ADMIN_TOKEN: undefined });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const state = await response.json<RoomState>();
    expect(state).toEqual({
      room: "page:acme",
      live: { epoch: expect.any(String), seq: 0 },
      ...FRESH,
    });
    const { socket, first } = socketOf(await requestRoom("page:acme", { ...headers, ...UPGRADE }));
    expect(JSON.parse(await first)).toMatchObject({ room: "page:acme", epoch: state.live.epoch });
    socket.close(1000);
  });

  it.each([
    "page:none",
    "page:members",
    "page:ACME",
    "page:",
    "page:../all",
    "page:acme~1",
    `page:${"a".repeat(99)}`,
  ])("[RM12] %s is none: strangers get no word, and no room is touched", async (room) => {
    for (const headers of [{}, UPGRADE]) {
      const response = await requestRoom(room, headers);
      expect([401, 404]).toContain(response.status);
      expect(response.webSocket).toBeNull();
    }
  });

  it("[RM13] counts knocks by address, of IPv6 by its /64, and says when to come back", async () => {
    let refused: Response | null = null;
    const settings = { PUBLIC_SOCKET_LIMIT: createRateLimiter(120) };
    for (let index = 0; index < 250 && !refused; index++) {
      const address = `2001:db8:1:1::${index.toString(16)}`;
      const response = await requestRoom("page:acme", { "cf-connecting-ip": address }, settings);
      if (response.status === 429) refused = response;
      else await response.text();
    }
    expect(refused?.headers.get("retry-after")).toBe("60");
    expect(await errorOf(refused!)).toBe("rate_limited");
    const again = { "cf-connecting-ip": "2001:db8:1:1::ffff", ...UPGRADE };
    expect((await requestRoom("page:acme", again, settings)).status).toBe(429);
    for (const headers of [
      { "cf-connecting-ip": "2001:db8:1:2::1" },
      { "x-forwarded-for": "2001:db8:1:1::1", "cf-connecting-ip": "192.0.2.7" },
    ] as Record<string, string>[]) {
      expect((await requestRoom("page:acme", headers, settings)).status).toBe(200);
    }
  });
});
