import type { Context } from "hono";
import { clientAddress } from "../auth/client-address";
import type { Actor } from "../domain/authority";
import { insertAudit } from "../auth/rows/audit";
import type { ApiEnv } from "./app";
import { recorded } from "./recorded";
import { nameOf } from "./who";

/** What a write says of itself, where its body does not say it. */
export type Noted = {
  /** Who did it, where they were strangers until then. */
  actor?: Actor;
  /** What it was done to, in words that stay when it is gone. */
  thing?: string;
  /** A machine does it every few minutes: it is no act that anybody would look for. */
  isRoutine?: boolean;
  before?: unknown;
  after?: unknown;
};

/** Keeps a write that was done in the audit log: who, what, before and after, from where. */
export async function keep(
  c: Context<ApiEnv>,
  { route, actor, noted }: { route: string; actor: Actor; noted: Noted | null },
): Promise<void> {
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  // A read that makes somebody known is the last step of signing in elsewhere.
  if (noted?.isRoutine || (isRead && !noted?.actor) || c.res.status >= 400) return;
  const who = noted?.actor ?? actor;
  if (who.kind === "stranger") return;
  await insertAudit(c.env.DB, {
    at: c.var.ports.now(),
    actorKind: who.kind,
    actorId: who.kind === "admin" ? null : who.id,
    actorName: nameOf(who),
    action: route,
    thing: noted?.thing ?? c.req.param("id") ?? null,
    before: recorded(noted?.before ?? null),
    after: recorded(noted?.after ?? (await sentBody(c))),
    address: clientAddress(c.req.raw),
  });
}

/** What was sent, as the route has read it. */
async function sentBody(c: Context): Promise<unknown> {
  try {
    const text = await c.req.text();
    return text === "" ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}
