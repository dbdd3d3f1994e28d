import type { Actor, Scope } from "../domain/authority";

/** Who may come by each route: written a second time, so that neither the rules nor this is believed. */

const token = (scope: Scope): Actor => ({ kind: "token", id: scope, name: "T", scopes: [scope] });
const person = (role: "owner" | "editor" | "viewer"): Actor => ({
  kind: "person",
  id: role,
  name: role,
  role,
  session: null,
});

export const ACTORS = {
  stranger: { kind: "stranger" },
  viewer: person("viewer"),
  editor: person("editor"),
  owner: person("owner"),
  admin: { kind: "admin" },
  read: token("read"),
  "endpoints:write": token("endpoints:write"),
  "incidents:write": token("incidents:write"),
  "pages:write": token("pages:write"),
  "ping:x": token("ping:x"),
} as const satisfies Record<string, Actor>;
export type ActorName = keyof typeof ACTORS;

const ALL = Object.keys(ACTORS) as ActorName[];
const READERS: ActorName[] = ["viewer", "editor", "owner", "admin", "read"];
const MAKERS: ActorName[] = ["editor", "owner", "admin", "endpoints:write"];
const EDITORS: ActorName[] = ["editor", "owner", "admin"];
const PEOPLE: ActorName[] = ["viewer", "editor", "owner"];
const OWNERS: ActorName[] = ["owner", "admin"];
const SPEAKERS: ActorName[] = ["editor", "owner", "admin", "incidents:write"];
const PUBLISHERS: ActorName[] = ["editor", "owner", "admin", "pages:write"];

type Row = {
  who: ActorName[];
  objects?: string[];
  /** What everybody else is answered; 401 for strangers and 403 where nothing is said. */
  refusal?: "401";
};

/** A row per route: who may, and of which objects; `:id` and the like are "x" where nothing is said. */
export const MATRIX: Record<string, Row> = {
  "GET /healthz": { who: ALL },
  "GET /ping/:token": { who: ALL },
  "HEAD /ping/:token": { who: ALL },
  "POST /ping/:token": { who: ALL },
  "GET /ping/:token/:what": { who: ALL },
  "HEAD /ping/:token/:what": { who: ALL },
  "POST /ping/:token/:what": { who: ALL },
  "ALL /ping/*": { who: ALL },
  // A service that signs what it says is none of these.
  "POST /api/v1/hooks/:channel": { who: [], refusal: "401" },
  "GET /api/push/:token": { who: ALL },
  "POST /api/push/:token": { who: ALL },

  // Whether a token opens is what this door is about: it has tests of its own.
  "DELETE /api/v1/session": { who: ALL },
  "POST /api/v1/session": { who: ALL },
  "GET /api/v1/session": { who: ALL },
  "GET /api/v1/setup": { who: ALL },
  "POST /api/v1/setup": { who: ALL },
  "POST /api/v1/session/second-factor": { who: ALL },
  "POST /api/v1/session/passkey/options": { who: ALL },
  "POST /api/v1/session/passkey": { who: ALL },
  "GET /api/v1/session/oidc": { who: ALL },
  "GET /api/v1/session/callback/:provider": { who: ALL },
  "POST /api/v1/joining/look": { who: ALL },
  "POST /api/v1/joining/accept": { who: ALL },

  "GET /api/v1/profile": { who: PEOPLE },
  "PATCH /api/v1/profile": { who: PEOPLE },
  "POST /api/v1/profile/password": { who: PEOPLE },
  "POST /api/v1/profile/two-factor": { who: PEOPLE },
  "POST /api/v1/profile/two-factor/confirm": { who: PEOPLE },
  "POST /api/v1/profile/two-factor/off": { who: PEOPLE },
  "POST /api/v1/profile/recovery-codes": { who: PEOPLE },
  "POST /api/v1/profile/passkeys/options": { who: PEOPLE },
  "POST /api/v1/profile/passkeys": { who: PEOPLE },
  "DELETE /api/v1/profile/passkeys/:id": { who: PEOPLE },
  "GET /api/v1/sessions": { who: PEOPLE },
  "DELETE /api/v1/sessions": { who: PEOPLE },
  "DELETE /api/v1/sessions/:id": { who: PEOPLE },

  "GET /api/v1/people": { who: OWNERS },
  "PATCH /api/v1/people/:id": { who: OWNERS },
  "DELETE /api/v1/people/:id": { who: OWNERS },
  "POST /api/v1/people/:id/recovery": { who: OWNERS },
  "GET /api/v1/invitations": { who: OWNERS },
  "POST /api/v1/invitations": { who: OWNERS },
  "DELETE /api/v1/invitations/:id": { who: OWNERS },
  "GET /api/v1/tokens": { who: OWNERS },
  "POST /api/v1/tokens": { who: OWNERS },
  "DELETE /api/v1/tokens/:id": { who: OWNERS },
  "GET /api/v1/audit": { who: OWNERS },
  "GET /api/v1/audit/:file": { who: OWNERS, objects: ["export.csv", "export.json", "x"] },

  "GET /api/v1/overview": { who: READERS },
  "GET /api/v1/days": { who: READERS },
  "GET /api/v1/endpoints": { who: READERS },
  "POST /api/v1/endpoints": { who: MAKERS },
  "POST /api/v1/endpoints/test": { who: MAKERS },
  "GET /api/v1/endpoints/:id": { who: READERS },
  "PATCH /api/v1/endpoints/:id": { who: MAKERS },
  "DELETE /api/v1/endpoints/:id": { who: MAKERS },
  "POST /api/v1/endpoints/:id/check": { who: MAKERS },
  "POST /api/v1/endpoints/:id/report": { who: [...MAKERS, "ping:x"] },
  "POST /api/v1/endpoints/:id/report/:what": { who: [...MAKERS, "ping:x"] },
  "POST /api/v1/endpoints/:id/pause": { who: MAKERS },
  "POST /api/v1/endpoints/:id/resume": { who: MAKERS },
  "POST /api/v1/endpoints/:id/ping-token": { who: MAKERS },
  "GET /api/v1/endpoints/:id/checks": { who: READERS },
  "GET /api/v1/endpoints/:id/uptime": { who: READERS },
  "GET /api/v1/endpoints/:id/latency": { who: READERS },
  "GET /api/v1/endpoints/:id/slo": { who: READERS },
  "GET /api/v1/export/:file": { who: READERS, objects: ["checks.csv", "incidents.json", "x"] },

  "GET /api/v1/incidents": { who: READERS },
  "POST /api/v1/incidents": { who: SPEAKERS },
  "GET /api/v1/incidents/:id": { who: READERS },
  "PATCH /api/v1/incidents/:id": { who: SPEAKERS },
  "GET /api/v1/incidents/:id/timeline": { who: READERS },
  "POST /api/v1/incidents/:id/updates": { who: SPEAKERS },
  "PATCH /api/v1/incidents/:id/updates/:updateId": { who: SPEAKERS },
  "POST /api/v1/incidents/:id/acknowledge": { who: SPEAKERS },
  "DELETE /api/v1/incidents/:id/acknowledge": { who: SPEAKERS },
  "POST /api/v1/incidents/:id/merge": { who: SPEAKERS },
  "POST /api/v1/incidents/:id/separate": { who: SPEAKERS },

  "GET /api/v1/maintenances": { who: READERS },
  "POST /api/v1/maintenances": { who: SPEAKERS },
  "GET /api/v1/maintenances/:id": { who: READERS },
  "PATCH /api/v1/maintenances/:id": { who: SPEAKERS },
  "DELETE /api/v1/maintenances/:id": { who: SPEAKERS },

  "GET /api/v1/channels": { who: EDITORS },
  "POST /api/v1/channels": { who: EDITORS },
  "GET /api/v1/channels/:id": { who: EDITORS },
  "PATCH /api/v1/channels/:id": { who: EDITORS },
  "DELETE /api/v1/channels/:id": { who: EDITORS },
  "POST /api/v1/channels/:id/rotate-secret": { who: EDITORS },
  "POST /api/v1/channels/:id/test": { who: EDITORS },
  "GET /api/v1/channels/:id/deliveries": { who: EDITORS },
  "POST /api/v1/channels/:id/deliveries/repeat": { who: EDITORS },
  "POST /api/v1/channels/:id/deliveries/:delivery/repeat": { who: EDITORS },
  "POST /api/v1/secrets/reseal": { who: OWNERS },

  "GET /api/v1/settings": { who: READERS },
  "PATCH /api/v1/settings": { who: SPEAKERS },

  "GET /api/v1/pages": { who: READERS },
  "POST /api/v1/pages": { who: PUBLISHERS },
  "GET /api/v1/pages/:id": { who: READERS },
  "PATCH /api/v1/pages/:id": { who: PUBLISHERS },
  "DELETE /api/v1/pages/:id": { who: PUBLISHERS },
  "GET /api/v1/pages/:id/subscribers": { who: PUBLISHERS },
  "DELETE /api/v1/pages/:id/subscribers/:subscriber": { who: PUBLISHERS },

  "GET /api/v1/rules": { who: EDITORS },
  "POST /api/v1/rules": { who: EDITORS },
  "POST /api/v1/rules/preview": { who: EDITORS },
  "GET /api/v1/rules/:id": { who: EDITORS },
  "PATCH /api/v1/rules/:id": { who: EDITORS },
  "DELETE /api/v1/rules/:id": { who: EDITORS },

  "GET /api/v1/rooms/:room": {
    who: READERS,
    objects: ["all", "endpoint:x", "endpoint:none", "incident:x", "incident:none"],
  },
};
