import { PERMISSION_MATRIX } from "../fixtures/permission-matrix";
import { NOW } from "./frozen";
import type { World } from "./requests";

/** What a route that reads is asked, beside its own path: filters, pages of a list, other objects. */
export function readPaths({ ids }: World): Record<string, string[]> {
  const { "by hand": byHand, over, rule, page } = ids;
  const [webhook, refusing] = [ids["channel webhook"], ids["refusing"]];
  const [failing, other] = [ids["incident failing"], ids["incident other"]];
  const [from, to] = [NOW - 2 * 3_600_000, NOW].map((at) => new Date(at).toISOString());
  const wrong = "limit=0&cursor=x";
  const api: Record<string, string[]> = {
    "session/oidc": ["session/oidc"],
    "session/callback/:provider": ["session/callback/oidc"],
    audit: ["audit?limit=3", `audit?${wrong}`],
    "audit/:file": ["audit/export.csv", "audit/export.json", "audit/none.csv"],
    "uptime/daily": ["uptime/daily?days=3", "uptime/daily?days=0"],
    endpoints: [
      "endpoints",
      "endpoints?limit=2",
      "endpoints?bars=2&limit=3",
      "endpoints?status=DOWN",
      "endpoints?tag=shop&q=sho",
      `endpoints?status=fine&bars=x&${wrong}`,
    ],
    "endpoints/:id": [
      ...["x", "failing", "tcp", "dns", "websocket", "certificate", "domain", "beat", "paused"],
      ...["third", "none"],
    ].map((id) => `endpoints/${id}`),
    "endpoints/:id/checks": [
      "endpoints/x/checks?limit=3",
      `endpoints/failing/checks?from=${from}&to=${to}`,
      `endpoints/x/checks?from=soon&${wrong}`,
      "endpoints/none/checks",
    ],
    "endpoints/:id/uptime": [
      "endpoints/x/uptime",
      "endpoints/x/uptime?period=7d",
      "endpoints/x/uptime?period=1y",
      "endpoints/none/uptime",
    ],
    "endpoints/:id/latency": [
      "endpoints/x/latency",
      "endpoints/x/latency?period=7d",
      "endpoints/x/latency?period=1y",
    ],
    "endpoints/:id/slo": ["endpoints/x/slo", "endpoints/failing/slo"],
    "export/:file": [
      "export/checks.csv?endpointId=failing",
      "export/checks.json?endpointId=failing",
      "export/incidents.csv",
      "export/incidents.json",
      "export/uptime.csv",
      "export/uptime.json?endpointId=x",
      "export/none.csv",
      "export/checks.csv?from=soon",
    ],
    incidents: [
      "incidents",
      "incidents?status=open&limit=2",
      "incidents?endpointId=x&merged=false",
      `incidents?status=x&merged=x&${wrong}`,
    ],
    "incidents/:id": [failing, other, byHand, over, "none"].map((id) => `incidents/${id}`),
    "incidents/:id/timeline": [failing, other, byHand, "none"].map(
      (id) => `incidents/${id}/timeline`,
    ),
    maintenances: ["maintenances", `maintenances?from=soon&${wrong}`],
    "maintenances/:id": [ids["maintenance"], ids["weekly"], "none"].map(
      (id) => `maintenances/${id}`,
    ),
    channels: ["channels?limit=200", "channels?limit=2", `channels?${wrong}`],
    "channels/:id": Object.entries(ids)
      .filter(([name]) => name.startsWith("channel "))
      .map(([, id]) => `channels/${id}`)
      .concat("channels/none"),
    "channels/:id/deliveries": [
      `channels/${webhook}/deliveries`,
      `channels/${refusing}/deliveries?status=dead&limit=2`,
      `channels/${webhook}/deliveries?status=x&${wrong}`,
    ],
    pages: ["pages", `pages?${wrong}`],
    "pages/:id": [page, ids["password page"], ids["members page"], "none"].map(
      (id) => `pages/${id}`,
    ),
    "pages/:id/domain": [page, "none"].map((id) => `pages/${id}/domain`),
    "pages/:id/subscribers": [...["", `?${wrong}`, "?confirmed=false", "?confirmed=x"]].map(
      (query) => `pages/${page}/subscribers${query}`,
    ),
    "pages/:id/subscribers/:file": ["export.csv", "export.json", "none.csv"].map(
      (file) => `pages/${page}/subscribers/${file}`,
    ),
    rules: ["rules", `rules?${wrong}`],
    "rules/:id": [`rules/${rule}`, "rules/none"],
    "rooms/:room": [
      "all",
      "endpoint:x",
      "endpoint:none",
      `incident:${failing}`,
      "incident:none",
      "page:acme",
      "page:secret",
      "page:team",
      "page:none",
      "nonsense",
    ].map((room) => `rooms/${room}`),
  };
  const known = Object.entries(api).map(([pattern, paths]): [string, string[]] => [
    `GET /api/v1/${pattern}`,
    paths.map((path) => `/api/v1/${path}`),
  ]);
  return { ...ofThemselves(), ...Object.fromEntries(known) };
}

/** Whatever else is read is asked by its own path. What reports by being read is a write. */
const ofThemselves = () =>
  Object.fromEntries(
    Object.keys(PERMISSION_MATRIX)
      .filter((route) => route.startsWith("GET ") && !/\/(ping|push)\//.test(route))
      .map((route) => [route, [route.split(" ")[1]!]]),
  );
