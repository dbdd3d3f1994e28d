import { Hono, type Context } from "hono";
import { toIso } from "../domain/instant";
import type { SessionView } from "../protocol/users";
import { endAdminSessions, listAdminSessions } from "../store/admin-sessions";
import { endSessions, listSessions, type SessionEntry } from "../store/sessions";
import type { ApiEnv } from "./context";
import { notFound } from "./errors";
import { creatorId, disconnectAll, requireUser } from "./actor";

/** Where one is signed in, and no more: of ADMIN_TOKEN, wherever it is. */
export const sessionRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const sessions = await sessionsOf(c);
    const found = await sessions.list();
    const data = found.map((one) => sessionView(one, sessions.current));
    return c.json({ data });
  })
  .delete("/", async (c) => {
    const sessions = await sessionsOf(c);
    const ended = await sessions.end({ allBut: sessions.current });
    await disconnectAll(
      c,
      ended.map((id) => `${sessions.kind}:${id}`),
    );
    return c.json({ ended: ended.length });
  })
  .delete("/:id", async (c) => {
    const only = c.req.param("id");
    const sessions = await sessionsOf(c);
    const ended = await sessions.end({ only });
    if (ended.length === 0) throw notFound("session", only);
    await disconnectAll(c, [`${sessions.kind}:${only}`]);
    return c.body(null, 204);
  });

type Which = Parameters<typeof endSessions>[2];

/** The sessions of whoever asks: those of a person, or of the admin token. */
async function sessionsOf(c: Context<ApiEnv>) {
  const { DB } = c.env;
  const now = c.var.ports.now();
  if (c.var.auth.actor.kind === "admin") {
    const credentialId = await creatorId(c);
    return {
      kind: "admin" as const,
      current: c.var.auth.actor.session ?? null,
      list: () => listAdminSessions(DB, credentialId, now),
      end: (which: Which) => endAdminSessions(DB, which),
    };
  }
  const { id, session } = requireUser(c);
  return {
    kind: "session" as const,
    current: session,
    list: () => listSessions(DB, id, now),
    end: (which: Which) => endSessions(DB, id, which),
  };
}

export const sessionView = (
  { createdAt, seenAt, expiresAt, ...rest }: SessionEntry,
  current: string | null,
): SessionView => ({
  ...rest,
  isThis: rest.id === current,
  createdAt: toIso(createdAt),
  seenAt: toIso(seenAt),
  expiresAt: toIso(expiresAt),
});
