import type { World } from "./requests";
import type { Write } from "./writes";

/** What is wrong with a body is said by field: each route that takes one is sent one that is wrong. */
export function invalidWrites({ ids }: World): Write[] {
  const all: Write[] = [];
  const wrong = (route: string, body: unknown, id?: string) => {
    const [, pattern = ""] = route.split(" ");
    all.push({ route, path: pattern.replace(/:\w+/, id ?? "x").replace(/:\w+/, "x"), body });
  };
  wrong("POST /api/v1/session", { email: 1, password: null, more: true });
  wrong("POST /api/v1/session", { token: 1 });
  wrong("POST /api/v1/session/second-factor", { digits: 1 });
  wrong("POST /api/v1/session/passkey", { response: 1 });
  wrong("POST /api/v1/invitations/preview", { token: 1 });
  wrong("POST /api/v1/invitations/preview", { token: "unknown" });
  wrong("POST /api/v1/invitations/accept", { token: "", name: "", password: "short" });
  wrong("PATCH /api/v1/profile", { name: "", email: "a@example.com" });
  wrong("POST /api/v1/profile/password", { current: 1, password: "short" });
  wrong("POST /api/v1/profile/password", { current: "wrong", password: "a-newer-password" });
  wrong("POST /api/v1/profile/two-factor", { password: "wrong" });
  wrong("POST /api/v1/profile/two-factor", {});
  wrong("POST /api/v1/profile/two-factor/confirm", {});
  wrong("POST /api/v1/profile/two-factor/disable", {});
  wrong("POST /api/v1/profile/recovery-codes", {});
  wrong("POST /api/v1/profile/passkeys", { name: "", response: 1 });
  wrong("PATCH /api/v1/people/:id", { role: "king" }, ids["viewer"]);
  wrong("PATCH /api/v1/people/:id", { role: "viewer" }, ids["owner"]);
  wrong("PATCH /api/v1/people/:id", { role: "viewer" }, "none");
  wrong("POST /api/v1/invitations", { email: "nobody", role: "king" });
  wrong("POST /api/v1/tokens", { name: "", scopes: ["everything"], expiresAt: "soon" });
  wrong("POST /api/v1/tokens", { name: "a", scopes: ["read"], expiresAt: "2020-01-01" });

  wrong("POST /api/v1/endpoints", "{");
  wrong("POST /api/v1/endpoints", "[]");
  wrong("POST /api/v1/endpoints", {
    name: "",
    kind: "carrier pigeon",
    url: "ftp://example.com",
    method: "BREW",
    headers: { "a b": "c", d: "e\nf" },
    body: 1,
    bodyType: "poem",
    auth: { type: "handshake" },
    maxRedirects: 99,
    expectedStatus: ["fine"],
    assertions: [{ source: "mood", comparison: "feels", expected: {}, severity: "bad" }],
    intervalSeconds: 1,
    graceSeconds: 0,
    timeoutMs: 1,
    degradedAfterMs: 0,
    failureThreshold: 0,
    recoveryThreshold: 0,
    retryDelaySeconds: 0,
    regions: ["moon"],
    regionQuorum: 0,
    dependsOn: [1],
    sloTarget: 2,
    sloWindowDays: 0,
    tags: [1],
    paused: "no",
    more: true,
  });
  const url = "https://shop.example/";
  wrong("POST /api/v1/endpoints", {
    name: "a",
    url,
    body: "a",
    timeoutMs: 900,
    degradedAfterMs: 950,
  });
  wrong("POST /api/v1/endpoints", { name: "a", url, dependsOn: ["none"], regionQuorum: 2 });
  wrong("POST /api/v1/endpoints", { name: "a", url, headers: { accept: "••••••••" } });
  const claim = { source: "json", property: "$[", comparison: "exists" };
  wrong("POST /api/v1/endpoints", { name: "a", url, assertions: [claim] });
  wrong("POST /api/v1/endpoints", { name: "a", kind: "dns", url: "dns://" });
  wrong("POST /api/v1/endpoints", { name: "a", kind: "heartbeat", url });
  wrong("POST /api/v1/endpoints/test", { kind: "heartbeat" });
  wrong("POST /api/v1/endpoints/test", { url: "nowhere" });
  wrong("PATCH /api/v1/endpoints/:id", { kind: "tcp", name: "" });
  wrong("PATCH /api/v1/endpoints/:id", { kind: "tcp" });
  wrong("PATCH /api/v1/endpoints/:id", { dependsOn: ["other"] });
  wrong("PATCH /api/v1/endpoints/:id", { name: "a" }, "none");
  for (const action of ["check", "ping", "pause", "resume", "ping-token"]) {
    wrong(`POST /api/v1/endpoints/:id/${action}`, {}, "none");
  }

  const byHand = ids["by hand"];
  wrong("POST /api/v1/incidents", {
    title: "",
    severity: "bad",
    status: "unknown",
    affected: [{ endpointId: "x", impact: "bad" }],
    body: " ",
    startedAt: "yesterday",
    more: 1,
  });
  wrong("POST /api/v1/incidents", { title: "a", affected: [{ endpointId: "none" }] });
  wrong("POST /api/v1/incidents", { title: "a", startedAt: "2099-01-01" });
  wrong("PATCH /api/v1/incidents/:id", { title: null }, byHand);
  wrong("PATCH /api/v1/incidents/:id", { title: "a", version: 9 }, byHand);
  wrong("PATCH /api/v1/incidents/:id", { severity: 1, assignedTo: 1, affected: 1 }, byHand);
  wrong("POST /api/v1/incidents/:id/updates", { status: "done", body: "" }, byHand);
  wrong("POST /api/v1/incidents/:id/updates", { status: "identified", body: "a" }, ids["over"]);
  wrong("PATCH /api/v1/incidents/:id/updates/:updateId", { body: "a" }, byHand);
  wrong("PATCH /api/v1/incidents/:id/updates/:updateId", { body: 1 }, byHand);
  wrong("POST /api/v1/incidents/:id/acknowledge", { version: 9 }, byHand);
  wrong("POST /api/v1/incidents/:id/acknowledge", {}, ids["over"]);
  wrong("POST /api/v1/incidents/:id/merge", { into: byHand }, byHand);
  wrong("POST /api/v1/incidents/:id/merge", {}, byHand);

  wrong("POST /api/v1/maintenances", {
    title: "",
    endpointIds: [],
    startsAt: "soon",
    endsAt: "later",
    timeZone: "Mars",
    recurrence: "often",
  });
  const window = { startsAt: "2096-03-01", endsAt: "2096-02-01", timeZone: "UTC" };
  const recurrence = "every day";
  wrong("POST /api/v1/maintenances", { title: "a", endpointIds: ["none"], ...window, recurrence });
  wrong("PATCH /api/v1/maintenances/:id", { title: "" }, ids["maintenance"]);
  wrong("PATCH /api/v1/maintenances/:id", { title: "a" }, "none");

  wrong("POST /api/v1/channels", { name: "", kind: "pigeon", language: "xx", maxPerMinute: 0 });
  for (const kind of Object.keys(ids).filter((name) => name.startsWith("channel "))) {
    const body = { name: "a", kind: kind.replace("channel ", ""), settings: { more: "1" } };
    wrong("POST /api/v1/channels", body);
  }
  const settings = { from: "nobody", to: "a, b", host: "a b", port: "x", security: "some" };
  wrong("POST /api/v1/channels", { name: "a", kind: "smtp", settings });
  wrong("PATCH /api/v1/channels/:id", { settings: { url: "x" } }, ids["channel webhook"]);
  wrong("PATCH /api/v1/channels/:id", { kind: "slack" }, ids["channel webhook"]);
  wrong("POST /api/v1/channels/:id/deliveries/:delivery/retry", {}, ids["refusing"]);
  wrong("POST /api/v1/channels/:id/test", {}, "none");
  wrong("PATCH /api/v1/settings", { mergeIncidentsWithinSeconds: -1, more: 1 });

  wrong("POST /api/v1/pages", {
    slug: "A b",
    title: "",
    isDefault: 1,
    domain: "nowhere",
    visibility: "some",
    password: "",
    groups: [{ name: 1, components: [{ name: "", endpointIds: "x", status: "fine" }] }],
    theme: { accent: "red", logo: "none" },
    mailChannelId: 1,
    more: 1,
  });
  const component = { name: "a", endpointIds: ["none"] };
  wrong("POST /api/v1/pages", { slug: "a", title: "a", groups: [{ components: [component] }] });
  wrong("POST /api/v1/pages", { slug: "acme", title: "a" });
  wrong("POST /api/v1/pages", { slug: "a", title: "a", visibility: "password" });
  wrong("POST /api/v1/pages", { slug: "a", title: "a", mailChannelId: "none" });
  wrong("PATCH /api/v1/pages/:id", { slug: "secret" }, ids["page"]);
  wrong("PATCH /api/v1/pages/:id", { title: "" }, ids["page"]);
  wrong("DELETE /api/v1/pages/:id/subscribers/:subscriber", {}, ids["page"]);
  wrong("DELETE /api/v1/pages/:id/subscribers", {}, ids["page"]);

  wrong("POST /api/v1/rules", {
    name: "",
    channelIds: [],
    match: { level: "bad", endpointIds: 1, hours: { days: [9], from: "25:00", to: "" } },
    delayMinutes: -1,
    reminderMinutes: 0,
    escalationSteps: [{ afterMinutes: 0, channelIds: [] }],
    quietHours: {},
    timeZone: "Mars",
  });
  wrong("POST /api/v1/rules", { name: "a", channelIds: ["none"] });
  wrong("POST /api/v1/rules/preview", { name: "a" });
  wrong("PATCH /api/v1/rules/:id", { channelIds: ["none"] }, ids["rule"]);
  wrong("PATCH /api/v1/rules/:id", {}, "none");
  return all;
}
