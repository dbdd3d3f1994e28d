import type { Context } from "hono";
import { clientAddress } from "../auth/client-address";
import type { Actor } from "../domain/permissions";
import { insertAuditEntry } from "../store/audit-log";
import type { ApiEnv, AuditNote } from "./context";
import { fitJson, fitText } from "./fit-json";
import { decodedBody } from "./input";
import { redact } from "./redact";
import { displayName } from "./actor";

const INCIDENTS = /^[A-Z]+ \/api\/v1\/incidents(\/|$)/;
/** An entry has at most 4 KB: what it was done to, who did it, and twice what was changed. */
const MAX_BYTES = { resource: 600, actorName: 300, change: 1_400 };

/** Keeps a write that was done in the audit log: who, what, before and after, from where. */
export async function writeAuditLog(
  c: Context<ApiEnv>,
  { route, actor, note }: { route: string; actor: Actor; note: AuditNote | null },
): Promise<void> {
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  // A read that makes somebody known is the last step of signing in elsewhere.
  if (note?.isUnlogged || (isRead && !note?.actor) || c.res.status >= 400) return;
  const author = note?.actor ?? actor;
  if (author.kind === "stranger") return;
  const resource = note?.resource ?? (await nameOfRecord(c.res, author)) ?? c.req.param("id");
  // What people write about an incident is for everybody to read; a body elsewhere is what is sent.
  const isPublicText = INCIDENTS.test(route);
  const loggedValue = (value: unknown) =>
    fitJson(redact(value, { isPublicText }), MAX_BYTES.change);
  await insertAuditEntry(c.env.DB, {
    at: c.var.ports.now(),
    actorKind: author.kind,
    actorId: author.kind === "admin" ? null : author.id,
    actorName: fitText(displayName(author), MAX_BYTES.actorName),
    action: route,
    resource: resource === undefined ? null : fitText(resource, MAX_BYTES.resource),
    before: loggedValue(note?.before ?? null),
    // What a route did not decode is only what somebody sent: it says nothing of what happened.
    after: loggedValue(note?.after ?? decodedBody(c)),
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
  return typeof found === "string" ? found : null;
}
