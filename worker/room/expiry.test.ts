import { evictDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { createBrowser, setUpOwner } from "../test/fixtures/browser";
import { bindings, ORIGIN, sendJson } from "../test/fixtures/worker";
import { TEST_TOKEN } from "../../scripts/test-token.mjs";

afterEach(() => {
  vi.useRealTimers();
});

const room = () => bindings.ROOM.getByName("all");
const publish = () => room().publish({ events: [], asOf: null, nextExpectedAt: null });
const upgrade = { upgrade: "websocket", origin: ORIGIN };
const expireAt = (table: string, at: number) =>
  bindings.DB.prepare(`update ${table} set expires_at = ?`).bind(at).run();

const RIGHTS: [right: string, listenUntil: (at: number) => Promise<Response>][] = [
  [
    "a token",
    async (at) => {
      const expiresAt = new Date(at).toISOString();
      const made = await sendJson("POST", "/tokens", { name: "T", scopes: ["read"], expiresAt });
      const { token } = await made.json<{ token: string }>();
      const headers = { ...upgrade, authorization: `Bearer ${token}` };
      return createBrowser()("GET", "/rooms/all?v=1", undefined, headers);
    },
  ],
  [
    "a session",
    async (at) => {
      const owner = await setUpOwner();
      await expireAt("sessions", at);
      return owner("GET", "/rooms/all?v=1", undefined, upgrade);
    },
  ],
  [
    "a session of ADMIN_TOKEN",
    async (at) => {
      const admin = createBrowser();
      await admin("POST", "/session", { token: TEST_TOKEN });
      await expireAt("admin_sessions", at);
      return admin("GET", "/rooms/all?v=1", undefined, upgrade);
    },
  ],
];

it.each(RIGHTS)(
  "[PE17] a socket ends with %s that is over, asleep or not",
  async (_, listenUntil) => {
    const now = Date.now();
    vi.useFakeTimers({ now, toFake: ["Date"] });
    for (const sleeps of [false, true]) {
      const socket = (await listenUntil(Date.now() + 60_000)).webSocket!;
      let frames = 0;
      const closed = new Promise<number>((resolve) => {
        socket.addEventListener("close", ({ code }) => resolve(code));
      });
      socket.addEventListener("message", () => frames++);
      socket.accept();
      await publish();
      await vi.waitFor(() => expect(frames).toBe(2));
      if (sleeps) await evictDurableObject(room(), { webSockets: "hibernate" });
      vi.setSystemTime(Date.now() + 60_000);
      await publish();
      expect(await closed).toBe(4401);
      expect(frames).toBe(2);
      await bindings.DB.prepare("delete from users").run();
    }
  },
);
