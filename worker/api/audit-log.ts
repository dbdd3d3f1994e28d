import type { Context } from "hono";
import { clientAddress } from "../auth/client-address";
import type { Actor } from "../domain/permissions";
import { insertAuditEntry } from "../store/audit-log";
import type { ApiEnv, AuditNote } from "./context";
import { redact } from "./redact";
import { displayName } from "./actor";

const INCIDENTS = /^[A-Z]+ \/api\/v1\/incidents(\/|$)/;
const MAX_NAME = 200;

/** Keeps a write that was done in the audit log: who, what, before and after, from where. */
export async function writeAuditLog(
  c: Context<ApiEnv>,
  { route, actor, note }: { route: string; actor: Actor; note: AuditNote | null },
): Promise<void> {
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  // A read that makes somebody known is the last step of signing in elsewhere.
  if (note?.isRoutine || (isRead && !note?.actor) || c.res.status >= 400) return;
  const author = note?.actor ?? actor;
  if (author.kind === "stranger") return;
  // What people write about an incident is for everybody to read; a body elsewhere is what is sent.
  const isPublicText = INCIDENTS.test(route);
  await insertAuditEntry(c.env.DB, {
    at: c.var.ports.now(),
    actorKind: author.kind,
    actorId: author.kind === "admin" ? null : author.id,
    actorName: displayName(author),
    action: route,
    resource: note?.resource ?? (await nameOfRecord(c.res, author)) ?? c.req.param("id") ?? null,
    before: redact(note?.before ?? null, { isPublicText }),
    after: redact(note?.after ?? (await sentBody(c)), { isPublicText }),
    address: clientAddress(c.req.raw),
  });
}

/** What the record in the answer is called: the one that was made, or that something was done to. */
async function nameOfRecord(response: Response, author: Actor): Promise<string | null> {
  if (!response.headers.get("content-type")?.includes("json")) return null;
  // A redirect says that it is JSON, and is nothing.
  const answer: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  if (typeof answer !== "object" || answer === null || !("id" in answer)) return null;
  // Of what people do to themselves their name is said already.
  if ("id" in author && answer.id === author.id) return null;
  const { title, name, endpointName } = answer as Record<string, unknown>;
  const found = [title, name, endpointName].find((one) => typeof one === "string" && one !== "");
  return typeof found === "string" ? found.slice(0, MAX_NAME) : null;
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
