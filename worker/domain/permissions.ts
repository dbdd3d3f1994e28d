import { assertNever } from "./assert-never";

/** What a person may be: each may do what those after it may. */
export const ROLES = ["owner", "editor", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** What a token can be given; `ping:<endpoint id>` reports for one heartbeat. */
export const SCOPES = ["read", "endpoints:write", "incidents:write", "pages:write"] as const;
export type Scope = (typeof SCOPES)[number] | `ping:${string}`;

/** Who asks. `expiresAt`: until when, in ms, where what they brought ends by itself. */
export type Actor =
  | { kind: "stranger" }
  | {
      kind: "person";
      id: string;
      name: string;
      role: Role;
      session: string | null;
      expiresAt?: number;
      /** A second factor is required here and they have none: all they may do is set one up. */
      needsSecondFactor?: boolean;
    }
  | {
      kind: "token";
      id: string;
      name: string;
      scopes: readonly Scope[];
      expiresAt?: number | null;
    }
  /** Whoever holds ADMIN_TOKEN: an owner without a name. */
  | { kind: "admin"; session?: string; expiresAt?: number };

export type Action = "read" | "write";

/** What all routes are about, and who may do what to it; what is not here nobody may. */
const PERMISSIONS = {
  endpoint: { read: ["viewer", "read"], write: ["editor", "endpoints:write"] },
  incident: { read: ["viewer", "read"], write: ["editor", "incidents:write"] },
  maintenance: { read: ["viewer", "read"], write: ["editor", "incidents:write"] },
  page: { read: ["viewer", "read"], write: ["editor", "pages:write"] },
  /** Channels, rules and what was sent: addresses of people and other services. */
  channel: { read: ["editor", null], write: ["editor", null] },
  person: { read: ["owner", null], write: ["owner", null] },
  token: { read: ["owner", null], write: ["owner", null] },
  /** The keys that secrets are sealed with. */
  secret: { read: ["nobody", null], write: ["owner", null] },
  audit: { read: ["owner", null], write: ["nobody", null] },
} as const satisfies Record<string, Record<Action, readonly [Role | "nobody", Scope | null]>>;

/** What is asked about: a kind of thing, or a thing whose own facts decide. */
export type Resource =
  | { kind: keyof typeof PERMISSIONS }
  /** One's own name and password: there must be a person. */
  | { kind: "self" }
  /** One's own second factor, which is set up before anything else where it is required. */
  | { kind: "secondFactor" }
  /** Where one is signed in. */
  | { kind: "session" }
  /** A status page as its visitors see it. `isUnlocked`: they have given its password. */
  | { kind: "publicPage"; visibility: "public" | "password" | "members"; isUnlocked: boolean }
  /** What a heartbeat reports, where no ping token is in the address. */
  | { kind: "report"; endpointId: string };

/** The one authority: may this actor do this to this thing? Nobody may what is not said here. */
export function isAllowed(actor: Actor, action: Action, resource: Resource): boolean {
  if (isLimited(actor) && resource.kind !== "secondFactor") {
    return isAllowed({ kind: "stranger" }, action, resource);
  }
  switch (resource.kind) {
    case "self":
    case "secondFactor":
      return actor.kind === "person";
    case "session":
      return actor.kind === "person" || actor.kind === "admin";
    case "publicPage":
      if (action === "write") return false;
      if (resource.visibility === "public") return true;
      if (resource.visibility === "password" && resource.isUnlocked) return true;
      return isAllowed(actor, "read", { kind: "page" });
    case "report":
      return (
        isAllowed(actor, "write", { kind: "endpoint" }) ||
        (actor.kind === "token" && actor.scopes.includes(`ping:${resource.endpointId}`))
      );
    default: {
      const [role, scope] = PERMISSIONS[resource.kind][action];
      return hasRoleOrScope(actor, role, scope);
    }
  }
}

/** Whether somebody is signed in without the second factor that is required. */
export const isLimited = (actor: Actor): boolean =>
  actor.kind === "person" && actor.needsSecondFactor === true;

/** What whoever may not would need, and what they have. */
export function requiredPermission(actor: Actor, action: Action, resource: Resource): string {
  if (isLimited(actor)) {
    return "expected a second factor, which is required here: set one up at /second-factor";
  }
  const isToken = actor.kind === "token";
  const actual = isToken ? `a token with ${actor.scopes.join(", ")}` : `the role ${roleOf(actor)}`;
  if (resource.kind === "self" || resource.kind === "secondFactor" || resource.kind === "session")
    return `expected a person, saw ${isToken ? "a token" : "ADMIN_TOKEN"}`;
  if (resource.kind === "report" && isToken) {
    return `expected the scope endpoints:write or ping:${resource.endpointId}, saw ${actual}`;
  }
  const kind = resource.kind === "report" ? "endpoint" : resource.kind;
  const [role, scope] = PERMISSIONS[kind === "publicPage" ? "page" : kind][action];
  if (role === "nobody") return `expected nobody to ${action} this, saw ${actual}`;
  if (!isToken) return `expected the role ${role}, saw ${actual.replace("the role ", "")}`;
  const expected =
    scope === null ? `a person with the role ${role}, no token` : `the scope ${scope}`;
  return `expected ${expected}, saw ${actual}`;
}

const roleOf = (actor: Actor) => (actor.kind === "person" ? actor.role : actor.kind);

/** Whether an actor is at least of this role, or a token that was given the scope. */
function hasRoleOrScope(actor: Actor, role: Role | "nobody", scope: Scope | null): boolean {
  switch (actor.kind) {
    case "stranger":
      return false;
    case "admin":
      return role !== "nobody";
    case "person":
      return role !== "nobody" && ROLES.indexOf(actor.role) <= ROLES.indexOf(role);
    case "token":
      return scope !== null && actor.scopes.includes(scope);
    default:
      return assertNever(actor);
  }
}
