import type { Action, Thing } from "../domain/authority";

/** What a route asks of whoever comes. */
export type Rule =
  /** Anybody, from anywhere; who asks is not even looked at. */
  | { kind: "open" }
  /** Anybody, but writes come from our own pages or from no page at all: doors that are opened. */
  | { kind: "door" }
  /** Anybody, who is told who they are. */
  | { kind: "anyone" }
  /** This right. A trial asks what would be: it changes nothing, and stands in no audit log. */
  | { kind: "right"; action: Action; thing: Thing; isTrial?: true }
  /** What its own object decides: the route itself must ask, by `c.var.need(action, thing)`. */
  | { kind: "object" };

const OPEN: Rule = { kind: "open" };
const DOOR: Rule = { kind: "door" };
const ANYONE: Rule = { kind: "anyone" };
const BY_OBJECT: Rule = { kind: "object" };
type Kind = Exclude<Thing["kind"], "publicPage" | "report">;
const read = (kind: Kind): Rule => ({ kind: "right", action: "read", thing: { kind } });
const write = (kind: Kind): Rule => ({ kind: "right", action: "write", thing: { kind } });

/** For those who could do it, and done to nothing. */
const tried = (kind: Kind): Rule => ({
  kind: "right",
  action: "write",
  thing: { kind },
  isTrial: true,
});

/** Every route of the API and its rule. One without stops the start, as does a rule without a route. */
export const RULES: Readonly<Record<string, Rule>> = {
  "GET /healthz": OPEN,

  // Whoever knows the token in the path may report.
  "GET /ping/:token": OPEN,
  "HEAD /ping/:token": OPEN,
  "POST /ping/:token": OPEN,
  "GET /ping/:token/:what": OPEN,
  "HEAD /ping/:token/:what": OPEN,
  "POST /ping/:token/:what": OPEN,
  "ALL /ping/*": OPEN,
  "GET /api/push/:token": OPEN,
  "POST /api/push/:token": OPEN,

  // The service that a channel speaks to, which signs what it says.
  "POST /api/v1/hooks/:channel": OPEN,

  "GET /api/v1/setup": OPEN,
  "POST /api/v1/setup": DOOR,
  "GET /api/v1/session": ANYONE,
  "POST /api/v1/session": DOOR,
  "DELETE /api/v1/session": DOOR,
  "POST /api/v1/session/second-factor": DOOR,
  "POST /api/v1/session/passkey/options": DOOR,
  "POST /api/v1/session/passkey": DOOR,
  "GET /api/v1/session/oidc": DOOR,
  "GET /api/v1/session/callback/:provider": DOOR,
  "POST /api/v1/joining/look": DOOR,
  "POST /api/v1/joining/accept": DOOR,

  "GET /api/v1/profile": read("self"),
  "PATCH /api/v1/profile": write("self"),
  "POST /api/v1/profile/password": write("self"),
  "POST /api/v1/profile/two-factor": write("self"),
  "POST /api/v1/profile/two-factor/confirm": write("self"),
  "POST /api/v1/profile/two-factor/off": write("self"),
  "POST /api/v1/profile/recovery-codes": write("self"),
  "POST /api/v1/profile/passkeys/options": tried("self"),
  "POST /api/v1/profile/passkeys": write("self"),
  "DELETE /api/v1/profile/passkeys/:id": write("self"),
  "GET /api/v1/sessions": read("self"),
  "DELETE /api/v1/sessions": write("self"),
  "DELETE /api/v1/sessions/:id": write("self"),

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
  "GET /api/v1/audit/:file": read("audit"),

  "GET /api/v1/overview": read("endpoint"),
  "GET /api/v1/days": read("endpoint"),
  "GET /api/v1/endpoints": read("endpoint"),
  "POST /api/v1/endpoints": write("endpoint"),
  "POST /api/v1/endpoints/test": tried("endpoint"),
  "GET /api/v1/endpoints/:id": read("endpoint"),
  "PATCH /api/v1/endpoints/:id": write("endpoint"),
  "DELETE /api/v1/endpoints/:id": write("endpoint"),
  "POST /api/v1/endpoints/:id/check": write("endpoint"),
  "POST /api/v1/endpoints/:id/report": BY_OBJECT,
  "POST /api/v1/endpoints/:id/report/:what": BY_OBJECT,
  "POST /api/v1/endpoints/:id/pause": write("endpoint"),
  "POST /api/v1/endpoints/:id/resume": write("endpoint"),
  "POST /api/v1/endpoints/:id/ping-token": write("endpoint"),
  "GET /api/v1/endpoints/:id/checks": read("endpoint"),
  "GET /api/v1/endpoints/:id/uptime": read("endpoint"),
  "GET /api/v1/endpoints/:id/latency": read("endpoint"),
  "GET /api/v1/endpoints/:id/slo": read("endpoint"),
  "GET /api/v1/export/:file": read("endpoint"),

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
  "POST /api/v1/incidents/:id/separate": write("incident"),

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
  "POST /api/v1/channels/:id/test": write("channel"),
  "GET /api/v1/channels/:id/deliveries": read("channel"),
  "POST /api/v1/channels/:id/deliveries/repeat": write("channel"),
  "POST /api/v1/channels/:id/deliveries/:delivery/repeat": write("channel"),
  "POST /api/v1/secrets/reseal": write("secret"),

  // So far all of them are about incidents.
  "GET /api/v1/settings": read("incident"),
  "PATCH /api/v1/settings": write("incident"),

  "GET /api/v1/pages": read("page"),
  "POST /api/v1/pages": write("page"),
  "GET /api/v1/pages/:id": read("page"),
  "PATCH /api/v1/pages/:id": write("page"),
  "DELETE /api/v1/pages/:id": write("page"),
  // Addresses of people: not for everybody who may look at the page.
  "GET /api/v1/pages/:id/subscribers": write("page"),
  "DELETE /api/v1/pages/:id/subscribers/:subscriber": write("page"),

  "GET /api/v1/rules": read("channel"),
  "POST /api/v1/rules": write("channel"),
  "POST /api/v1/rules/preview": tried("channel"),
  "GET /api/v1/rules/:id": read("channel"),
  "PATCH /api/v1/rules/:id": write("channel"),
  "DELETE /api/v1/rules/:id": write("channel"),

  // A room is heard by whoever may read what it tells of.
  "GET /api/v1/rooms/:room": BY_OBJECT,
};
