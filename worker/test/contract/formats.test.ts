import { it } from "vitest";
import { bindings, ORIGIN } from "../fixtures/worker";
import { makeDemo } from "./demo";
import { freeze, reseed } from "./frozen";
import { recorder } from "./recorder";
import { answerOf, ask, type Asked } from "./requests";

/** What is made of a page, below `/status/acme`, and below `/` as the demo's page is the default one. */
const FORMATS = [
  ...["pharos.json", "history/pharos.json", "history/pharos.json?month=2095-11", "widget.json"],
  ...["history/pharos.json?month=2001-01", "manifest.json", "theme.css", "maintenance.ics"],
  ...["history.rss", "history.atom", "feed.json", "og.png", "og.ko.png", "logo"],
  ...["api/v2/summary.json", "api/v2/status.json", "api/v2/components.json"],
  ...["api/v2/incidents.json", "api/v2/incidents/unresolved.json"],
  "api/v2/scheduled-maintenances.json",
  "api/v2/scheduled-maintenances/upcoming.json",
  "api/v2/scheduled-maintenances/active.json",
];
/** At the root of an address only what is no path of something else. */
const ROOT = ["pharos.json", "history.rss", "api/v2/status.json", "og.png", "history"];

const BADGES = ["status", "uptime-24h", "uptime-7d", "uptime-30d", "uptime-90d", "latency", "none"];
const EMBED = ["", "?variant=badge", "?variant=compact&theme=dark", "?language=ko&label=Shop"];

/** Other monitors' paths, by the id of a component and by its group and name. */
const foreign = (id: string) => [
  ...["status", "uptime", "uptime/168", "uptime/720", "uptime/1", "ping", "avg-response/24"].map(
    (path) => `/api/badge/${id}/${path}`,
  ),
  ...[
    "health/badge.svg",
    "health/badge.shields",
    "uptimes/7d/badge.svg",
    "response-times/24h/badge.svg",
  ].map((path) => `/api/v1/endpoints/shop_checkout/${path}`),
  "/api/v1/endpoints/shop_none/health/badge.svg",
];

const HTML = ["", "/history", "/history?month=2095-11", "/unlock", "/__data.json"];
const KOREAN = { "accept-language": "ko" };
const DARK = { cookie: "pharos_theme=dark; pharos_language=ko" };

it("makes of the demo's page what it always made", { timeout: 300_000 }, async () => {
  freeze();
  await makeDemo();
  const recording = recorder("formats");
  const see = async (file: string, asked: Asked) => {
    reseed(asked.path);
    const response = await ask(asked);
    const { headers = {} } = asked;
    const request = `${asked.method} ${asked.path}`;
    const answer = await answerOf(response.clone() as unknown as Response);
    recording.add(file, {
      request,
      ...(Object.keys(headers).length > 0 && { headers }),
      ...answer,
    });
    return response;
  };
  const get = (path: string, headers: Record<string, string> = {}): Asked => ({
    method: "GET",
    path,
    headers,
  });

  for (const format of FORMATS) {
    const path = `/status/acme/${format}`;
    const [, file = "other"] = /^([\w-]+)/.exec(format)!;
    const response = await see(file, get(path));
    const etag = response.headers.get("etag");
    if (etag === null) continue;
    const again = await ask(get(path, { "if-none-match": etag }));
    const { status, headers } = await answerOf(again);
    recording.add(file, { request: `GET ${path}, which is known already`, status, headers });
  }
  for (const path of ROOT) await see("root", get(`/${path}`));

  const page = await (
    await ask(get("/status/acme/pharos.json"))
  ).json<{
    groups: { components: { id: string }[] }[];
  }>();
  const ids = page.groups.flatMap(({ components }) => components.map(({ id }) => id));
  for (const kind of BADGES) {
    await see("badges", get(`/badge/acme/${ids[0]}/${kind}.svg`));
    await see("badges", get(`/badge/acme/${ids[0]}/${kind}.json`));
  }
  for (const id of ids.slice(1)) await see("badges", get(`/badge/acme/${id}/status.json`));
  for (const query of ["style=flat-square", "style=for-the-badge&label=Shop", "style=none"]) {
    await see("badges", get(`/badge/acme/${ids[1]}/status.svg?${query}`));
  }
  for (const path of foreign(ids[1]!)) await see("badges", get(path));
  for (const query of EMBED) await see("embed", get(`/embed/acme${query}`));
  await see("embed", get("/embed/none"));
  const widget = await bindings.ASSETS.fetch(new Request(`${ORIGIN}/widget.js`));
  const { status, headers } = await answerOf(widget as unknown as Response);
  recording.add("embed", { request: "GET /widget.js", status, headers });

  for (const path of HTML) await see("html", get(`/status/acme${path}`, { accept: "text/html" }));
  await see("html", get("/", { accept: "text/html" }));
  await see("html", get("/status/acme", { accept: "text/html", ...KOREAN }));
  await see("html", get("/status/acme/history", { accept: "text/html", ...DARK }));
  for (const answer of ["asked", "asked=push", "problem=often", "problem=address", "ended"]) {
    const path = `/subscription?page=acme&${answer}`;
    await see("subscription", get(path, { accept: "text/html" }));
  }
  await recording.compare();
});
