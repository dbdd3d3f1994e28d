import type { Action, Resource } from "../domain/permissions";

/** What a route asks of whoever comes. */
export type RoutePolicy =
  /** Anybody, from anywhere; who asks is not even looked at. */
  | { kind: "public" }
  /** Anybody, but writes come from our own pages or from no page at all: doors that are opened. */
  | { kind: "same-origin" }
  /** Anybody, who is told who they are. */
  | { kind: "optional-auth" }
  /** This right. A trial asks what would be: it changes nothing, and stands in no audit log. */
  | PermissionPolicy
  /** What its own object decides: the route itself must ask, by `c.var.auth.require(action, resource)`. */
  | { kind: "per-resource" };

type PermissionPolicy = {
  kind: "permission";
  action: Action;
  resource: Resource;
  isDryRun?: true;
  /** It asks others, sends something or reads all there is: fewer of these in a minute. */
  isHeavy?: true;
};

const PUBLIC: RoutePolicy = { kind: "public" };
const SAME_ORIGIN: RoutePolicy = { kind: "same-origin" };
const OPTIONAL_AUTH: RoutePolicy = { kind: "optional-auth" };
const PER_RESOURCE: RoutePolicy = { kind: "per-resource" };
type Kind = Exclude<Resource["kind"], "publicPage" | "report">;
const read = (kind: Kind): PermissionPolicy => ({
  kind: "permission",
  action: "read",
  resource: { kind },
});
const write = (kind: Kind): PermissionPolicy => ({
  kind: "permission",
  action: "write",
  resource: { kind },
});

/** For those who could do it, and done to nothing. */
const dryRun = (kind: Kind): PermissionPolicy => ({
  kind: "permission",
  action: "write",
  resource: { kind },
  isDryRun: true,
});

const heavy = (policy: PermissionPolicy): RoutePolicy => ({ ...policy, isHeavy: true });

/** Every route of the API and its rule. One without stops the start, as does a rule without a route. */
export const ROUTE_POLICIES: Readonly<Record<string, RoutePolicy>> = {
  "GET /healthz": PUBLIC,

  // Whoever knows the token in the path may report.
  "GET /ping/:token": PUBLIC,
  "HEAD /ping/:token": PUBLIC,
  "POST /ping/:token": PUBLIC,
  "GET /ping/:token/:what": PUBLIC,
  "HEAD /ping/:token/:what": PUBLIC,
  "POST /ping/:token/:what": PUBLIC,
  "ALL /ping/*": PUBLIC,
  "GET /api/push/:token": PUBLIC,
  "POST /api/push/:token": PUBLIC,

  // The service that a channel speaks to, which signs what it says.
  "POST /api/v1/integrations/:channel/callback": PUBLIC,

  "GET /api/v1/setup": PUBLIC,
  "POST /api/v1/setup": SAME_ORIGIN,
  "GET /api/v1/session": OPTIONAL_AUTH,
  "POST /api/v1/session": SAME_ORIGIN,
  "DELETE /api/v1/session": SAME_ORIGIN,
  "POST /api/v1/session/second-factor": SAME_ORIGIN,
  "POST /api/v1/session/passkey/options": SAME_ORIGIN,
  "POST /api/v1/session/passkey": SAME_ORIGIN,
  "GET /api/v1/session/oidc": SAME_ORIGIN,
  "GET /api/v1/session/callback/:provider": SAME_ORIGIN,
  "POST /api/v1/invitations/preview": SAME_ORIGIN,
  "POST /api/v1/invitations/accept": SAME_ORIGIN,

  // What is needed to set up a second factor, where that is required before anything else.
  "GET /api/v1/profile": read("secondFactor"),
  "GET /api/v1/profile/export": read("self"),
  "PATCH /api/v1/profile": write("self"),
  "POST /api/v1/profile/password": write("self"),
  "POST /api/v1/profile/two-factor": write("secondFactor"),
  "POST /api/v1/profile/two-factor/confirm": write("secondFactor"),
  "POST /api/v1/profile/two-factor/disable": write("self"),
  "POST /api/v1/profile/recovery-codes": write("self"),
  "POST /api/v1/profile/passkeys/options": dryRun("secondFactor"),
  "POST /api/v1/profile/passkeys": write("secondFactor"),
  "DELETE /api/v1/profile/passkeys/:id": write("self"),
  "GET /api/v1/sessions": read("session"),
  "DELETE /api/v1/sessions": write("session"),
  "DELETE /api/v1/sessions/:id": write("session"),

  "GET /api/v1/people": read("person"),
  "PATCH /api/v1/people/:id": write("person"),
  "DELETE /api/v1/people/:id": write("person"),
  "POST /api/v1/people/:id/recovery": write("person"),
  "GET /api/v1/invitations": read("person"),
  "POST /api/v1/invitations": write("person"),
  "DELETE /api/v1/invitations/:id": write("person"),
  "GET /api/v1/tokens": read("token"),
  "POST /api/v1/tokens": write("token"),
  "DELETE /api/v1/tokens/:id": write("token"),
  "GET /api/v1/audit": read("audit"),
  "GET /api/v1/audit/:file": heavy(read("audit")),

  "GET /api/v1/overview": read("endpoint"),
  "GET /api/v1/uptime/daily": read("endpoint"),
  "GET /api/v1/endpoints": read("endpoint"),
  "POST /api/v1/endpoints": write("endpoint"),
  "POST /api/v1/endpoints/test": heavy(dryRun("endpoint")),
  "GET /api/v1/endpoints/:id": read("endpoint"),
  "PATCH /api/v1/endpoints/:id": write("endpoint"),
  "DELETE /api/v1/endpoints/:id": write("endpoint"),
  "POST /api/v1/endpoints/:id/check": heavy(write("endpoint")),
  "POST /api/v1/endpoints/:id/ping": PER_RESOURCE,
  "POST /api/v1/endpoints/:id/ping/:what": PER_RESOURCE,
  "POST /api/v1/endpoints/:id/pause": write("endpoint"),
  "POST /api/v1/endpoints/:id/resume": write("endpoint"),
  "POST /api/v1/endpoints/:id/ping-token": write("endpoint"),
  "GET /api/v1/endpoints/:id/checks": read("endpoint"),
  "GET /api/v1/endpoints/:id/uptime": read("endpoint"),
  "GET /api/v1/endpoints/:id/latency": read("endpoint"),
  "GET /api/v1/endpoints/:id/slo": read("endpoint"),
  "GET /api/v1/export/:file": heavy(read("endpoint")),

  "GET /api/v1/incidents": read("incident"),
  "POST /api/v1/incidents": write("incident"),
  "GET /api/v1/incidents/:id": read("incident"),
  "PATCH /api/v1/incidents/:id": write("incident"),
  "GET /api/v1/incidents/:id/timeline": read("incident"),
  "POST /api/v1/incidents/:id/updates": write("incident"),
  "PATCH /api/v1/incidents/:id/updates/:updateId": write("incident"),
  "POST /api/v1/incidents/:id/acknowledge": write("incident"),
  "DELETE /api/v1/incidents/:id/acknowledge": write("incident"),
  "POST /api/v1/incidents/:id/merge": write("incident"),
  "POST /api/v1/incidents/:id/unmerge": write("incident"),

  "GET /api/v1/maintenances": read("maintenance"),
  "POST /api/v1/maintenances": write("maintenance"),
  "GET /api/v1/maintenances/:id": read("maintenance"),
  "PATCH /api/v1/maintenances/:id": write("maintenance"),
  "DELETE /api/v1/maintenances/:id": write("maintenance"),

  "GET /api/v1/channels": read("channel"),
  "POST /api/v1/channels": write("channel"),
  "GET /api/v1/channels/:id": read("channel"),
  "PATCH /api/v1/channels/:id": write("channel"),
  "DELETE /api/v1/channels/:id": write("channel"),
  "POST /api/v1/channels/:id/rotate-secret": write("channel"),
  "POST /api/v1/channels/:id/test": heavy(write("channel")),
  "GET /api/v1/channels/:id/deliveries": read("channel"),
  "POST /api/v1/channels/:id/deliveries/retry": heavy(write("channel")),
  "POST /api/v1/channels/:id/deliveries/:delivery/retry": heavy(write("channel")),
  "POST /api/v1/secrets/rotate": heavy(write("secret")),

  // Most are about incidents; the route asks for owners where they are about signing in.
  "GET /api/v1/settings": read("incident"),
  "PATCH /api/v1/settings": write("incident"),

  "GET /api/v1/pages": read("page"),
  "POST /api/v1/pages": write("page"),
  "GET /api/v1/pages/:id": read("page"),
  "PATCH /api/v1/pages/:id": write("page"),
  "DELETE /api/v1/pages/:id": write("page"),
  // Addresses of people: not for everybody who may look at the page.
  "GET /api/v1/pages/:id/domain": heavy(write("page")),
  "GET /api/v1/pages/:id/subscribers": write("page"),
  "GET /api/v1/pages/:id/subscribers/:file": write("page"),
  "DELETE /api/v1/pages/:id/subscribers": write("page"),
  "DELETE /api/v1/pages/:id/subscribers/:subscriber": write("page"),

  "GET /api/v1/rules": read("channel"),
  "POST /api/v1/rules": write("channel"),
  "POST /api/v1/rules/preview": heavy(dryRun("channel")),
  "GET /api/v1/rules/:id": read("channel"),
  "PATCH /api/v1/rules/:id": write("channel"),
  "DELETE /api/v1/rules/:id": write("channel"),

  // A room is heard by whoever may read what it tells of.
  "GET /api/v1/rooms/:room": PER_RESOURCE,
};
