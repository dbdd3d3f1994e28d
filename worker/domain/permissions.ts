import { assertNever } from "./assert-never";

/** What a person may be: each may do what those after it may. */
export const ROLES = ["owner", "editor", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** What a token can be given; `ping:<endpoint id>` reports for one heartbeat. */
export const SCOPES = ["read", "endpoints:write", "incidents:write", "pages:write"] as const;
export type Scope = (typeof SCOPES)[number] | `ping:${string}`;

/** Who asks. */
export type Actor =
  | { kind: "stranger" }
  | { kind: "person"; id: string; name: string; role: Role; session: string | null }
  | { kind: "token"; id: string; name: string; scopes: readonly Scope[] }
  /** Whoever holds ADMIN_TOKEN: an owner without a name. */
  | { kind: "admin" };

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
  /** One's own name, password, sessions: there must be a person. */
  | { kind: "self" }
  /** A status page as its visitors see it. `isUnlocked`: they have given its password. */
  | { kind: "publicPage"; visibility: "public" | "password" | "members"; isUnlocked: boolean }
  /** What a heartbeat reports, where no ping token is in the address. */
  | { kind: "report"; endpointId: string };

/** The one authority: may this actor do this to this thing? Nobody may what is not said here. */
export function isAllowed(actor: Actor, action: Action, resource: Resource): boolean {
  switch (resource.kind) {
    case "self":
      return actor.kind === "person";
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

/** What whoever may not would need, and what they have. */
export function requiredPermission(actor: Actor, action: Action, resource: Resource): string {
  const isToken = actor.kind === "token";
  const actual = isToken ? `a token with ${actor.scopes.join(", ")}` : `the role ${roleOf(actor)}`;
  if (resource.kind === "self")
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
