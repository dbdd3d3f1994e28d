import { expect, inject, it } from "vitest";
import { CHANNEL_FIELDS, CHANNEL_KINDS, isSecret } from "../domain/alerts/channel";
import type { EndpointView, EndpointList } from "../protocol/api";
import { joinAsMember, setUpOwner } from "../test/fixtures/browser";
import { channelSettingsFor } from "../test/fixtures/channel-settings";
import { dumpDatabase } from "../test/fixtures/dump-database";
import { dumpDurableObjects } from "../test/fixtures/dump-objects";
import { dispatchAndSend, inboxUrl } from "../test/fixtures/notifications";
import { publishPage } from "../test/fixtures/pages";
import { fetchApi, fetchWorker, openRoomSocket, sendJson } from "../test/fixtures/worker";
import { REPRESENTATIONS } from "../status-page/representations";
import { ROUTE_POLICIES } from "./route-policies";

/** Where one is, it says in which field it was planted. */
const CANARY = "canary-8c4f";
const at = (field: string) => `${CANARY}-${field}`;
const encoded = (field: string) => encodeURIComponent(`https://a.example/?k=${at(field)}`);

const SENT = {
  headers: {
    "X-Session": at("x-session"),
    "X-Pin": at("x-pin"),
    Authorization: `Bearer ${at("authorization")}`,
    Accept: "text/html",
  },
  body: at("body"),
};
const basic = { type: "basic", username: at("username"), password: at("password") };
const bearer = { type: "bearer", token: at("token") };

/** Of each kind, with a canary wherever a secret can be; what those see who may not change it. */
const endpoints = (target: string) => [
  {
    fields: { kind: "http", url: `${target}/echo?key=${at("query")}`, auth: basic, method: "POST" },
    shown: `${target}/echo?key=********`,
  },
  {
    fields: { kind: "http", url: `${target}/echo?${at("bare")}`, auth: bearer, method: "PUT" },
    shown: `${target}/echo?********`,
  },
  {
    fields: { kind: "websocket", url: `wss://a.example/s?token=${at("socket")}`, auth: bearer },
    shown: "wss://a.example/s?token=********",
  },
  { fields: { kind: "tcp", url: "tcp://a.example:5432" }, shown: "tcp://a.example:5432" },
  {
    fields: { kind: "dns", url: `dns://a.example?type=TXT&resolver=${encoded("resolver")}` },
    shown: "dns://a.example?type=TXT&resolver=********",
  },
  {
    fields: { kind: "certificate", url: `https://a.example/?${at("certificate")}` },
    shown: "https://a.example/?********",
  },
  {
    fields: { kind: "domain", url: `domain://a.example?server=${encoded("server")}` },
    shown: "domain://a.example?server=********",
  },
];

const create = async (path: string, body: object) => {
  const response = await sendJson("POST", path, body);
  expect([path, response.status]).toEqual([path, 201]);
  return response.json<{ id: string; token: string; settings: Record<string, string> }>();
};

/** A channel of each kind; answers every secret of them. */
async function plantChannels(): Promise<{ ids: string[]; secrets: string[] }> {
  const [ids, secrets]: [string[], string[]] = [[], []];
  for (const kind of CHANNEL_KINDS) {
    const known = channelSettingsFor(kind, inboxUrl(`${CANARY}-${kind}`), 2526);
    const fields = CHANNEL_FIELDS[kind].filter((field) => isSecret(field) && known[field.name]);
    // What is short is told from other words.
    const settings = Object.fromEntries(
      Object.entries(known).map(([name, value]) => {
        const isShort = fields.some((field) => field.name === name) && value.length < 16;
        const planted =
          kind === "resend" ? `re_${CANARY.replace("-", "_")}` : at(`${kind}-${name}`);
        return [name, isShort ? planted : value];
      }),
    );
    const { id } = await create("/channels", { name: `Channel ${kind}`, kind, settings });
    secrets.push(...fields.map(({ name }) => settings[name]!));
    // The others may be away, and are waited for.
    if (kind === "template") {
      await sendJson("PATCH", `/channels/${id}`, { settings, name: "Renamed" });
      await fetchApi(`/channels/${id}/test`, { method: "POST" });
      ids.push(id);
    }
  }
  return { ids, secrets };
}

it("[SE1] [SE8] no secret is shown to those who may not change it, told, logged or kept", async () => {
  const owner = await setUpOwner();
  const { person: viewer } = await joinAsMember(owner, "viewer@example.com", "viewer");
  const { token } = await create("/tokens", { name: "Reads", scopes: ["read"] });
  const texts = new Map<string, string>();

  const all = await openRoomSocket("all");
  const planted = endpoints(inject("target"));
  const ids: string[] = [];
  const pingTokens: string[] = [];
  const own = [];
  for (const { fields } of planted) {
    const { id } = await create("/endpoints", {
      name: `Is ${fields.kind}`,
      paused: true,
      ...SENT,
      ...fields,
    });
    const room = await openRoomSocket(`endpoint:${id}`);
    const { url } = fields;
    const changes = {
      body: `${SENT.body}-2`,
      headers: { ...SENT.headers, "X-New": at("x-new") },
      url: url.includes("?") ? `${url}2` : url,
      auth: basic,
    };
    for (const sent of [changes, { url, auth: bearer }]) {
      expect((await sendJson("PATCH", `/endpoints/${id}`, sent)).status).toBe(200);
    }
    own.push(room);
    ids.push(id);
  }
  const heartbeat = await create("/endpoints", { kind: "heartbeat", name: "Beat", ...SENT });
  const { pingUrl } = await (await fetchApi(`/endpoints/${heartbeat.id}`)).json<EndpointView>();
  pingTokens.push(new URL(pingUrl!).pathname.split("/").at(-1)!);
  const trial = { id: ids[0], url: planted[0]!.shown, method: "POST", body: "********" };
  expect((await sendJson("POST", "/endpoints/test", trial)).status).toBe(200);
  const channels = await plantChannels();
  await publishPage({
    isDefault: true,
    groups: [{ name: "", components: [{ name: "Shop", endpointIds: ids }] }],
  });
  const incident = await create("/incidents", {
    title: "Payments fail",
    severity: "major",
    affected: [{ endpointId: ids[0], impact: "degraded" }],
  });
  await dispatchAndSend(...channels.ids);
  await sendJson("DELETE", `/endpoints/${ids.at(-1)!}`, "");
  ids.pop();
  planted.pop();

  const frames = await Promise.all([all.next(), ...own.map((room) => room.next())]);
  texts.set("frames", JSON.stringify([frames, all.waiting, own.map(({ waiting }) => waiting)]));
  expect(texts.get("frames")).toContain("endpoint:updated");

  const readers: [string, (path: string) => Promise<Response>][] = [
    ["viewer", (path) => viewer("GET", `/../..${path}`)],
    ["read", (path) => fetchWorker(path, { headers: { authorization: `Bearer ${token}` } })],
  ];
  const files = ["checks", "incidents", "uptime"].flatMap((one) => [`${one}.csv`, `${one}.json`]);
  const routes = Object.keys(ROUTE_POLICIES)
    .filter((route) => /^GET \/api\/v1\/(?!session|setup|profile\/)/.test(route))
    .map((route) => route.replace("GET ", ""));
  const paths = [
    ...routes.flatMap((route) =>
      (/endpoints|rooms/.test(route)
        ? [...ids, heartbeat.id]
        : [channels.ids[0]!, incident.id]
      ).map((id) => route.replace(":id", id).replace(":room", `endpoint:${id}`)),
    ),
    ...files.map((file) => `/api/v1/export/${file}`),
    "/api/v1/audit/export.json",
    "/api/v1/endpoints?bars=90&limit=200",
    `/api/v1/endpoints?q=${CANARY}`,
    ...["/", "/dashboard", "/endpoints", "/incidents", "/channels", "/settings/audit"],
    ...[...ids, heartbeat.id].flatMap((id) => [`/endpoints/${id}`, `/endpoints/${id}/edit`]),
    `/channels/${channels.ids[0]!}`,
    `/incidents/${incident.id}`,
    ...Object.keys(REPRESENTATIONS).map((one) => `/status/acme/${one}`),
  ];
  for (const [who, ask] of readers) {
    for (const path of new Set(paths)) {
      const pages = path.startsWith("/api/") ? [] : [`${path.replace(/\/$/, "")}/__data.json`];
      for (const one of [path, ...pages]) texts.set(`${who} ${one}`, await (await ask(one)).text());
    }
    const list = await (await ask("/api/v1/endpoints?limit=200")).json<EndpointList>();
    const urls = new Map(list.data.map(({ id, url }) => [id, url]));
    expect(ids.map((id) => urls.get(id))).toEqual(planted.map(({ shown }) => shown));
    const [first] = list.data.filter(({ id }) => id === ids[0]);
    expect(first).toMatchObject({
      headers: { "X-Session": "********", "X-Pin": "********", Accept: "text/html" },
      body: "********",
      auth: { type: "bearer", token: "********" },
    });
    // What is searched is what is shown: a search says nothing of what is sealed.
    const found = JSON.parse(texts.get(`${who} /api/v1/endpoints?q=${CANARY}`)!) as EndpointList;
    expect(found.data).toEqual([]);
  }
  // What is looked through is not empty.
  expect(texts.get(`viewer /endpoints/${ids[0]!}`)).toContain("echo?key=********");
  expect(texts.get(`viewer /endpoints/${ids[0]!}/__data.json`)).toContain("echo?key=********");
  texts.set("audit log", await (await fetchApi("/audit?limit=200")).text());
  expect(texts.get("audit log")).toContain("POST /api/v1/endpoints/test");
  texts.set("database", await dumpDatabase());
  texts.set("objects", await dumpDurableObjects());
  expect(texts.get("objects")).toContain("endpoint:updated");

  const wanted = [CANARY, CANARY.replace("-", "_"), ...channels.secrets, ...pingTokens];
  for (const [what, text] of texts) {
    const found = wanted.filter((secret) => text.includes(secret));
    const [index] = found.map((secret) => text.indexOf(secret));
    const around = index === undefined ? null : text.slice(Math.max(0, index - 80), index + 60);
    expect([what, around]).toEqual([what, null]);
  }
});
