import type { Context } from "hono";
import { adminCredentialId } from "../auth/admin-session";
import { adminToken } from "../auth/settings";
import type { Instant } from "../domain/instant";
import type { Actor } from "../domain/permissions";
import type { ApiEnv } from "./context";
import { HttpError } from "./errors";

export type UserActor = Extract<Actor, { kind: "person" }>;

/** The person who asks: the rule of the route has seen to it that there is one. */
export function requireUser(c: Context<ApiEnv>): UserActor {
  const { actor } = c.var.auth;
  if (actor.kind === "person") return actor;
  throw new HttpError("forbidden", "expected a person, saw a token");
}

/** An actor as limits and keys know them: whatever is counted or kept by it is theirs alone. */
export const actorKey = (actor: Actor): string =>
  "id" in actor ? `${actor.kind}:${actor.id}` : actor.kind;

/** How an actor is called in lists and in the log. */
export const displayName = (actor: Actor): string => {
  if (actor.kind === "admin") return "ADMIN_TOKEN";
  return actor.kind === "stranger" ? "" : actor.name;
};
export const currentDisplayName = (c: Context<ApiEnv>): string => displayName(c.var.auth.actor);

/**
 * How people are seen by others who look at the same thing. Tokens are no people, and nobody is
 * where names are not told.
 */
export function presenceIdentity(actor: Actor): { viewer: string; name: string } | null {
  if (actor.kind === "person") return { viewer: actor.id, name: actor.name };
  return actor.kind === "admin" ? { viewer: "owner", name: "owner" } : null;
}

/** When the right to listen ends by itself; null where it does not. */
export const expiresAtOf = (actor: Actor): Instant | null =>
  actor.kind === "stranger" ? null : (actor.expiresAt ?? null);

/** Whose what somebody makes is: it ends with their right to make it. */
export async function creatorId({ env, var: { auth } }: Context<ApiEnv>): Promise<string> {
  const { actor } = auth;
  if (actor.kind === "person") return actor.id;
  const token = adminToken(env);
  return token === null ? "" : adminCredentialId(token);
}

/** Ends the sockets of all that ended with an access. */
export async function disconnectAll(
  { var: { ports } }: Context<ApiEnv>,
  listeners: readonly string[],
): Promise<void> {
  await Promise.all(listeners.map((listener) => ports.rooms.disconnectSessions(listener)));
}

/** What sockets of an actor are known by, so that they end with the right to listen. */
export function connectionTags(actor: Actor): string[] {
  switch (actor.kind) {
    case "person":
      return [`person:${actor.id}`, ...(actor.session ? [`session:${actor.session}`] : [])];
    case "token":
      return [`token:${actor.id}`];
    case "admin":
      return actor.session === undefined ? [] : [`admin:${actor.session}`];
    default:
      return [];
  }
}
