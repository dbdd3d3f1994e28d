import { Hono } from "hono";
import { toIso } from "../domain/instant";
import type { SessionView } from "../protocol/users";
import { endSessions, listSessions } from "../store/sessions";
import type { ApiEnv } from "./context";
import { notFound } from "./errors";
import { requireUser } from "./actor";

/** Where one is signed in, and no more. */
export const sessionRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const { id, session } = requireUser(c);
    const found = await listSessions(c.env.DB, id, c.var.ports.now());
    const data: SessionView[] = found.map(({ createdAt, seenAt, expiresAt, ...rest }) => ({
      ...rest,
      isThis: rest.id === session,
      createdAt: toIso(createdAt),
      seenAt: toIso(seenAt),
      expiresAt: toIso(expiresAt),
    }));
    return c.json({ data });
  })
  .delete("/", async (c) => {
    const { id, session } = requireUser(c);
    const ended = await endSessions(c.env.DB, id, { allBut: session });
    await Promise.all(ended.map((one) => c.var.ports.rooms.disconnectSessions(`session:${one}`)));
    return c.json({ ended: ended.length });
  })
  .delete("/:id", async (c) => {
    const only = c.req.param("id");
    const ended = await endSessions(c.env.DB, requireUser(c).id, { only });
    if (ended.length === 0) throw notFound("session", only);
    await c.var.ports.rooms.disconnectSessions(`session:${only}`);
    return c.body(null, 204);
  });
