import { inject } from "vitest";
import { SETUP_TOKEN } from "../../../scripts/test-token.mjs";
import { inboxUrl, SECRET } from "../fixtures/notifications";
import { NOW } from "./frozen";
import type { World } from "./requests";
import { passwordOf } from "./world-people";

/** What is sent to a route that changes something. Where nothing is sent there is no body. */
export type Write = { route: string; path: string; body?: unknown };

/** Of each such route what it takes. `ids` are those of the world. */
export function validWrites({ ids }: World, actor: string): Write[] {
  const own = { password: passwordOf(actor) };
  const all: Write[] = [];
  const write = (route: string, path: string | null = null, body?: unknown) => {
    all.push({
      route,
      path: path ?? route.split(" ")[1]!,
      ...(body !== undefined && { body }),
    });
  };
  const at = (path: string, id: string | undefined) => `/api/v1${path.replace("*", `${id}`)}`;
  const iso = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();

  for (const method of ["GET", "HEAD", "POST"]) {
    write(`${method} /ping/:token`, "/ping/unknown");
    write(`${method} /ping/:token`, `/ping/${ids["ping"]}`);
    write(`${method} /ping/:token/:what`, `/ping/${ids["ping"]}/more`);
    write(`${method} /ping/:token/:what`, `/ping/${ids["ping"]}/start?rid=1`);
    write(`${method} /ping/:token/:what`, `/ping/${ids["ping"]}/7`);
  }
  write("ALL /ping/*", "/ping/a/b/c");
  for (const method of ["GET", "POST"]) {
    write(`${method} /api/push/:token`, "/api/push/unknown");
    write(`${method} /api/push/:token`, `/api/push/${ids["ping"]}?status=down&msg=no&ping=12`);
  }
  write(
    "POST /api/v1/integrations/:channel/callback",
    at("/integrations/*/callback", ids["channel slack"]),
    {},
  );

  write("DELETE /api/v1/session");
  write("POST /api/v1/session", null, { token: "wrong" });
  write("POST /api/v1/session", null, { email: "viewer@example.com", password: "wrong" });
  write("POST /api/v1/session", null, {
    email: "viewer@example.com",
    password: passwordOf("viewer"),
  });
  const first = {
    token: SETUP_TOKEN,
    name: "Eve",
    email: "eve@example.com",
    password: "long-enough",
  };
  write("POST /api/v1/setup", null, first);
  write("POST /api/v1/session/second-factor", null, { code: "000000" });
  write("POST /api/v1/session/passkey/options", null, {});
  write("POST /api/v1/session/passkey", null, { response: { id: "none" } });
  const token = ids["invitation token"];
  write("POST /api/v1/invitations/preview", null, { token });
  write("POST /api/v1/invitations/accept", null, {
    token: "unknown",
    password: "another-password",
  });
  write("POST /api/v1/invitations/accept", null, {
    token,
    name: "New",
    password: "another-password",
  });

  write("PATCH /api/v1/profile", null, { name: "Renamed" });
  const password = "a-newer-password";
  write("POST /api/v1/profile/password", null, { current: own.password, password });
  write("POST /api/v1/profile/two-factor", null, own);
  write("POST /api/v1/profile/two-factor/confirm", null, { code: "000000" });
  write("POST /api/v1/profile/two-factor/disable", null, own);
  write("POST /api/v1/profile/recovery-codes", null, own);
  write("POST /api/v1/profile/passkeys/options", null, {});
  write("POST /api/v1/profile/passkeys", null, { name: "Key", response: { id: "none" } });
  write("DELETE /api/v1/profile/passkeys/:id", at("/profile/passkeys/*", "none"));
  write("DELETE /api/v1/sessions");
  write("DELETE /api/v1/sessions/:id", at("/sessions/*", ids[`session ${actor}`] ?? "none"));

  write("PATCH /api/v1/people/:id", at("/people/*", ids["viewer"]), { role: "editor" });
  write("DELETE /api/v1/people/:id", at("/people/*", ids["viewer"]));
  write("DELETE /api/v1/people/:id", at("/people/*", ids["owner"]));
  write("POST /api/v1/people/:id/recovery", at("/people/*/recovery", ids["viewer"]));
  write("POST /api/v1/invitations", null, { email: "more@example.com", role: "viewer" });
  write("POST /api/v1/invitations", null, { email: "viewer@example.com", role: "viewer" });
  write("DELETE /api/v1/invitations/:id", at("/invitations/*", ids["invitation"]));
  const machine = { name: "Deploys", scopes: ["read", "ping:x"], expiresAt: iso(60) };
  write("POST /api/v1/tokens", null, machine);
  write("DELETE /api/v1/tokens/:id", at("/tokens/*", ids["token read"]));

  const url = `${inject("target")}/status/200`;
  const endpoint = { name: "Added", url, method: "POST", body: "{}", bodyType: "json" };
  const auth = { type: "basic", username: "pharos", password: "secret" };
  write("POST /api/v1/endpoints", null, { ...endpoint, auth, tags: ["new"] });
  write("POST /api/v1/endpoints", null, { name: "Nightly", kind: "heartbeat", graceSeconds: 90 });
  write("POST /api/v1/endpoints/test", null, { ...endpoint, expectedStatus: ["201"] });
  write("POST /api/v1/endpoints/test", null, { url: `tcp://127.0.0.1:1`, kind: "tcp" });
  write("PATCH /api/v1/endpoints/:id", at("/endpoints/*", "x"), { name: "Renamed", tags: [] });
  write("PATCH /api/v1/endpoints/:id", at("/endpoints/*", "x"), { url, retryDelaySeconds: 5 });
  write("DELETE /api/v1/endpoints/:id", at("/endpoints/*", "failing"));
  write("POST /api/v1/endpoints/:id/check", at("/endpoints/*/check", "x"));
  write("POST /api/v1/endpoints/:id/check", at("/endpoints/*/check", "certificate"));
  write("POST /api/v1/endpoints/:id/check", at("/endpoints/*/check", "paused"));
  write("POST /api/v1/endpoints/:id/ping", at("/endpoints/*/ping", "beat"));
  write("POST /api/v1/endpoints/:id/ping", at("/endpoints/*/ping", "x"));
  write("POST /api/v1/endpoints/:id/ping/:what", at("/endpoints/*/ping/fail", "beat"));
  write("POST /api/v1/endpoints/:id/ping/:what", at("/endpoints/*/ping/more", "beat"));
  write("POST /api/v1/endpoints/:id/pause", at("/endpoints/*/pause", "x"));
  write("POST /api/v1/endpoints/:id/resume", at("/endpoints/*/resume", "paused"));
  write("POST /api/v1/endpoints/:id/ping-token", at("/endpoints/*/ping-token", "beat"));
  write("POST /api/v1/endpoints/:id/ping-token", at("/endpoints/*/ping-token", "x"));

  const [byHand, failing] = [ids["by hand"], ids["incident failing"]];
  const opened = { title: "Slow", severity: "minor", status: "identified", body: "We *look*." };
  const affected = [{ endpointId: "x", impact: "partial_outage" }];
  write("POST /api/v1/incidents", null, { ...opened, affected, startedAt: iso(-5) });
  const changed = { title: "Cards fail often", assignedTo: "Kim", version: 0 };
  write("PATCH /api/v1/incidents/:id", at("/incidents/*", byHand), changed);
  write("PATCH /api/v1/incidents/:id", at("/incidents/*", failing), { ...changed, version: 1 });
  const update = { status: "monitoring", body: "It **works**." };
  write("POST /api/v1/incidents/:id/updates", at("/incidents/*/updates", byHand), update);
  const resolved = { status: "resolved", body: "It is over." };
  write("POST /api/v1/incidents/:id/updates", at("/incidents/*/updates", byHand), resolved);
  write("POST /api/v1/incidents/:id/updates", at("/incidents/*/updates", failing), resolved);
  const edited = at(`/incidents/*/updates/${ids["update"]}`, byHand);
  write("PATCH /api/v1/incidents/:id/updates/:updateId", edited, { body: "Some banks refuse." });
  write("POST /api/v1/incidents/:id/acknowledge", at("/incidents/*/acknowledge", byHand), {});
  write("DELETE /api/v1/incidents/:id/acknowledge", at("/incidents/*/acknowledge", failing));
  write("POST /api/v1/incidents/:id/merge", at("/incidents/*/merge", failing), { into: byHand });
  write("POST /api/v1/incidents/:id/merge", at("/incidents/*/merge", byHand), { into: failing });
  write("POST /api/v1/incidents/:id/unmerge", at("/incidents/*/unmerge", ids["incident other"]));
  write("POST /api/v1/incidents/:id/unmerge", at("/incidents/*/unmerge", byHand));

  const window = { startsAt: iso(60), endsAt: iso(120), timeZone: "Europe/Berlin" };
  const planned = { title: "New cables", endpointIds: ["x"], ...window };
  write("POST /api/v1/maintenances", null, { ...planned, recurrence: "0 3 * * 0" });
  const moved = { title: "Newer disks", endsAt: iso(180) };
  write("PATCH /api/v1/maintenances/:id", at("/maintenances/*", ids["maintenance"]), moved);
  write("DELETE /api/v1/maintenances/:id", at("/maintenances/*", ids["weekly"]));

  const webhook = { name: "Added", kind: "webhook", settings: { url: inboxUrl("added") } };
  write("POST /api/v1/channels", null, webhook);
  write("POST /api/v1/channels", null, {
    ...webhook,
    settings: { ...webhook.settings, secret: SECRET },
  });
  const slower = { name: "Renamed", maxPerMinute: 5, settings: {} };
  write("PATCH /api/v1/channels/:id", at("/channels/*", ids["channel webhook"]), slower);
  write("DELETE /api/v1/channels/:id", at("/channels/*", ids["channel gotify"]));
  const rotate = "POST /api/v1/channels/:id/rotate-secret";
  write(rotate, at("/channels/*/rotate-secret", ids["channel webhook"]));
  write(rotate, at("/channels/*/rotate-secret", ids["channel gotify"]));
  write("POST /api/v1/channels/:id/test", at("/channels/*/test", ids["channel webhook"]));
  write("POST /api/v1/channels/:id/test", at("/channels/*/test", ids["refusing"]));
  const repeat = "POST /api/v1/channels/:id/deliveries/retry";
  write(repeat, at("/channels/*/deliveries/retry", ids["refusing"]));
  const one = at(`/channels/*/deliveries/${ids["dead letter"]}/retry`, ids["refusing"]);
  write("POST /api/v1/channels/:id/deliveries/:delivery/retry", one);
  write("POST /api/v1/secrets/rotate");
  write("PATCH /api/v1/settings", null, { mergeIncidentsWithinSeconds: 120 });

  const groups = [{ name: "All", components: [{ name: "Shop", endpointIds: ["x"] }] }];
  const page = { slug: "added", title: "Added", groups, theme: { accent: "#FF0000" } };
  write("POST /api/v1/pages", null, page);
  write("POST /api/v1/pages", null, { ...page, visibility: "password", password: "open sesame" });
  write("PATCH /api/v1/pages/:id", at("/pages/*", ids["page"]), { title: "Renamed", groups });
  write("DELETE /api/v1/pages/:id", at("/pages/*", ids["password page"]));
  const subscriber = at(`/pages/*/subscribers/${ids["subscriber webhook"]}`, ids["page"]);
  write("DELETE /api/v1/pages/:id/subscribers/:subscriber", subscriber);
  const unconfirmed = at("/pages/*/subscribers?confirmed=false", ids["page"]);
  write("DELETE /api/v1/pages/:id/subscribers", unconfirmed);

  const rule = { name: "Added", channelIds: [ids["channel slack"]], delayMinutes: 5 };
  write("POST /api/v1/rules", null, rule);
  write("POST /api/v1/rules/preview", null, {});
  write("POST /api/v1/rules/preview", null, { ...rule, reminderMinutes: 60 });
  write("PATCH /api/v1/rules/:id", at("/rules/*", ids["rule"]), {
    enabled: false,
    quietHours: null,
  });
  write("DELETE /api/v1/rules/:id", at("/rules/*", ids["rule"]));

  return all;
}
