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
const ENDPOINT_WRITERS: ActorName[] = ["editor", "owner", "admin", "endpoints:write"];
const EDITORS: ActorName[] = ["editor", "owner", "admin"];
const USERS: ActorName[] = ["viewer", "editor", "owner"];
const OWNERS: ActorName[] = ["owner", "admin"];
const INCIDENT_WRITERS: ActorName[] = ["editor", "owner", "admin", "incidents:write"];
const PAGE_WRITERS: ActorName[] = ["editor", "owner", "admin", "pages:write"];

type Row = {
  actors: ActorName[];
  resources?: string[];
  /** What everybody else is answered; 401 for strangers and 403 where nothing is said. */
  refusal?: "401";
};

/** A row per route: who may, and of which objects; `:id` and the like are "x" where nothing is said. */
export const PERMISSION_MATRIX: Record<string, Row> = {
  "GET /healthz": { actors: ALL },
  "GET /ping/:token": { actors: ALL },
  "HEAD /ping/:token": { actors: ALL },
  "POST /ping/:token": { actors: ALL },
  "GET /ping/:token/:what": { actors: ALL },
  "HEAD /ping/:token/:what": { actors: ALL },
  "POST /ping/:token/:what": { actors: ALL },
  "ALL /ping/*": { actors: ALL },
  // A service that signs what it says is none of these.
  "POST /api/v1/hooks/:channel": { actors: [], refusal: "401" },
  "GET /api/push/:token": { actors: ALL },
  "POST /api/push/:token": { actors: ALL },

  // Whether a token opens is what this door is about: it has tests of its own.
  "DELETE /api/v1/session": { actors: ALL },
  "POST /api/v1/session": { actors: ALL },
  "GET /api/v1/session": { actors: ALL },
  "GET /api/v1/setup": { actors: ALL },
  "POST /api/v1/setup": { actors: ALL },
  "POST /api/v1/session/second-factor": { actors: ALL },
  "POST /api/v1/session/passkey/options": { actors: ALL },
  "POST /api/v1/session/passkey": { actors: ALL },
  "GET /api/v1/session/oidc": { actors: ALL },
  "GET /api/v1/session/callback/:provider": { actors: ALL },
  "POST /api/v1/joining/look": { actors: ALL },
  "POST /api/v1/joining/accept": { actors: ALL },

  "GET /api/v1/profile": { actors: USERS },
  "PATCH /api/v1/profile": { actors: USERS },
  "POST /api/v1/profile/password": { actors: USERS },
  "POST /api/v1/profile/two-factor": { actors: USERS },
  "POST /api/v1/profile/two-factor/confirm": { actors: USERS },
  "POST /api/v1/profile/two-factor/off": { actors: USERS },
  "POST /api/v1/profile/recovery-codes": { actors: USERS },
  "POST /api/v1/profile/passkeys/options": { actors: USERS },
  "POST /api/v1/profile/passkeys": { actors: USERS },
  "DELETE /api/v1/profile/passkeys/:id": { actors: USERS },
  "GET /api/v1/sessions": { actors: USERS },
  "DELETE /api/v1/sessions": { actors: USERS },
  "DELETE /api/v1/sessions/:id": { actors: USERS },

  "GET /api/v1/people": { actors: OWNERS },
  "PATCH /api/v1/people/:id": { actors: OWNERS },
  "DELETE /api/v1/people/:id": { actors: OWNERS },
  "POST /api/v1/people/:id/recovery": { actors: OWNERS },
  "GET /api/v1/invitations": { actors: OWNERS },
  "POST /api/v1/invitations": { actors: OWNERS },
  "DELETE /api/v1/invitations/:id": { actors: OWNERS },
  "GET /api/v1/tokens": { actors: OWNERS },
  "POST /api/v1/tokens": { actors: OWNERS },
  "DELETE /api/v1/tokens/:id": { actors: OWNERS },
  "GET /api/v1/audit": { actors: OWNERS },
  "GET /api/v1/audit/:file": { actors: OWNERS, resources: ["export.csv", "export.json", "x"] },

  "GET /api/v1/overview": { actors: READERS },
  "GET /api/v1/days": { actors: READERS },
  "GET /api/v1/endpoints": { actors: READERS },
  "POST /api/v1/endpoints": { actors: ENDPOINT_WRITERS },
  "POST /api/v1/endpoints/test": { actors: ENDPOINT_WRITERS },
  "GET /api/v1/endpoints/:id": { actors: READERS },
  "PATCH /api/v1/endpoints/:id": { actors: ENDPOINT_WRITERS },
  "DELETE /api/v1/endpoints/:id": { actors: ENDPOINT_WRITERS },
  "POST /api/v1/endpoints/:id/check": { actors: ENDPOINT_WRITERS },
  "POST /api/v1/endpoints/:id/report": { actors: [...ENDPOINT_WRITERS, "ping:x"] },
  "POST /api/v1/endpoints/:id/report/:what": { actors: [...ENDPOINT_WRITERS, "ping:x"] },
  "POST /api/v1/endpoints/:id/pause": { actors: ENDPOINT_WRITERS },
  "POST /api/v1/endpoints/:id/resume": { actors: ENDPOINT_WRITERS },
  "POST /api/v1/endpoints/:id/ping-token": { actors: ENDPOINT_WRITERS },
  "GET /api/v1/endpoints/:id/checks": { actors: READERS },
  "GET /api/v1/endpoints/:id/uptime": { actors: READERS },
  "GET /api/v1/endpoints/:id/latency": { actors: READERS },
  "GET /api/v1/endpoints/:id/slo": { actors: READERS },
  "GET /api/v1/export/:file": { actors: READERS, resources: ["checks.csv", "incidents.json", "x"] },

  "GET /api/v1/incidents": { actors: READERS },
  "POST /api/v1/incidents": { actors: INCIDENT_WRITERS },
  "GET /api/v1/incidents/:id": { actors: READERS },
  "PATCH /api/v1/incidents/:id": { actors: INCIDENT_WRITERS },
  "GET /api/v1/incidents/:id/timeline": { actors: READERS },
  "POST /api/v1/incidents/:id/updates": { actors: INCIDENT_WRITERS },
  "PATCH /api/v1/incidents/:id/updates/:updateId": { actors: INCIDENT_WRITERS },
  "POST /api/v1/incidents/:id/acknowledge": { actors: INCIDENT_WRITERS },
  "DELETE /api/v1/incidents/:id/acknowledge": { actors: INCIDENT_WRITERS },
  "POST /api/v1/incidents/:id/merge": { actors: INCIDENT_WRITERS },
  "POST /api/v1/incidents/:id/separate": { actors: INCIDENT_WRITERS },

  "GET /api/v1/maintenances": { actors: READERS },
  "POST /api/v1/maintenances": { actors: INCIDENT_WRITERS },
  "GET /api/v1/maintenances/:id": { actors: READERS },
  "PATCH /api/v1/maintenances/:id": { actors: INCIDENT_WRITERS },
  "DELETE /api/v1/maintenances/:id": { actors: INCIDENT_WRITERS },

  "GET /api/v1/channels": { actors: EDITORS },
  "POST /api/v1/channels": { actors: EDITORS },
  "GET /api/v1/channels/:id": { actors: EDITORS },
  "PATCH /api/v1/channels/:id": { actors: EDITORS },
  "DELETE /api/v1/channels/:id": { actors: EDITORS },
  "POST /api/v1/channels/:id/rotate-secret": { actors: EDITORS },
  "POST /api/v1/channels/:id/test": { actors: EDITORS },
  "GET /api/v1/channels/:id/deliveries": { actors: EDITORS },
  "POST /api/v1/channels/:id/deliveries/repeat": { actors: EDITORS },
  "POST /api/v1/channels/:id/deliveries/:delivery/repeat": { actors: EDITORS },
  "POST /api/v1/secrets/reseal": { actors: OWNERS },

  "GET /api/v1/settings": { actors: READERS },
  "PATCH /api/v1/settings": { actors: INCIDENT_WRITERS },

  "GET /api/v1/pages": { actors: READERS },
  "POST /api/v1/pages": { actors: PAGE_WRITERS },
  "GET /api/v1/pages/:id": { actors: READERS },
  "PATCH /api/v1/pages/:id": { actors: PAGE_WRITERS },
  "DELETE /api/v1/pages/:id": { actors: PAGE_WRITERS },
  "GET /api/v1/pages/:id/subscribers": { actors: PAGE_WRITERS },
  "DELETE /api/v1/pages/:id/subscribers/:subscriber": { actors: PAGE_WRITERS },

  "GET /api/v1/rules": { actors: EDITORS },
  "POST /api/v1/rules": { actors: EDITORS },
  "POST /api/v1/rules/preview": { actors: EDITORS },
  "GET /api/v1/rules/:id": { actors: EDITORS },
  "PATCH /api/v1/rules/:id": { actors: EDITORS },
  "DELETE /api/v1/rules/:id": { actors: EDITORS },

  "GET /api/v1/rooms/:room": {
    actors: READERS,
    resources: ["all", "endpoint:x", "endpoint:none", "incident:x", "incident:none"],
  },
};
