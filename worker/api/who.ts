import type { Context } from "hono";
import type { Actor } from "../domain/authority";
import type { ApiEnv } from "./context";
import { Refusal } from "./errors";

export type Person = Extract<Actor, { kind: "person" }>;

/** The person who asks: the rule of the route has seen to it that there is one. */
export function personOf(c: Context<ApiEnv>): Person {
  const { actor } = c.var.asking;
  if (actor.kind === "person") return actor;
  throw new Refusal("forbidden", "expected a person, saw a token");
}

/** How an actor is called in lists and in the log. */
export const nameOf = (actor: Actor): string => {
  if (actor.kind === "admin") return "ADMIN_TOKEN";
  return actor.kind === "stranger" ? "" : actor.name;
};
export const actorName = (c: Context<ApiEnv>): string => nameOf(c.var.asking.actor);

/**
 * How people are seen by others who look at the same thing. Tokens are no people, and nobody is
 * where names are not told.
 */
export function presenceOf(actor: Actor): { viewer: string; name: string } | null {
  if (actor.kind === "person") return { viewer: actor.id, name: actor.name };
  return actor.kind === "admin" ? { viewer: "owner", name: "owner" } : null;
}

/** What sockets of an actor are known by, so that they end with the right to listen. */
export function listenerTags(actor: Actor): string[] {
  switch (actor.kind) {
    case "person":
      return [`person:${actor.id}`, ...(actor.session ? [`session:${actor.session}`] : [])];
    case "token":
      return [`token:${actor.id}`];
    default:
      return [];
  }
}
