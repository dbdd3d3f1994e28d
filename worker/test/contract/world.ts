import { inject } from "vitest";
import { channelSettingsFor } from "../fixtures/channel-settings";
import { fillTicks, minutes, changeStatus, rollUpAll, numberedCheck } from "../fixtures/history";
import { receivedBodies, inboxUrl, dispatchAndSend } from "../fixtures/notifications";
import { PUBLIC_INBOX_ORIGIN } from "../fixtures/public-inbox";
import { requestSubscription, postForm, subscriberIds } from "../fixtures/subscriptions";
import {
  fetchApi,
  setBehaviour,
  OWNER_HEADERS,
  runTickAt,
  storeEndpoint,
} from "../fixtures/worker";
import { CHANNEL_KINDS } from "../../domain/alerts/channel";
import { NOW, reseed, setClock } from "./frozen";
import { ask, type World } from "./requests";
import { idOf, send, createTokens, createUsers, recount } from "./world-people";

/**
 * A small installation in which there is something of everything, made by what the product itself offers:
 * it looks the same whenever it is made.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEGAN = NOW - 3 * HOUR;
const PAST = NOW - 36 * HOUR;

export async function makeWorld(): Promise<World> {
  const ids: Record<string, string> = {};
  recount();
  setClock(BEGAN);
  const cookies = await createUsers(ids);
  const tokens = await createTokens(ids);
  await endpoints();
  await past();
  await channels(ids);
  await incidents(ids);
  await plans(ids);
  await pages(ids);
  await found(ids, cookies);
  // What was kept for a second is forgotten.
  setClock(NOW);
  reseed("world");
  return { cookies, tokens, ids };
}

/** One of each kind, at the server that misbehaves, and some that fail. */
async function endpoints() {
  const target = inject("target");
  const common = { createdAt: PAST, updatedAt: PAST, failureThreshold: 1, timeoutMs: 5_000 };
  await storeEndpoint("x", {
    ...common,
    name: "Shop",
    tags: ["shop", "api"],
    sloTarget: 0.99,
    sloWindowDays: 7,
    headers: { "x-asked-by": "pharos", authorization: "Bearer secret" },
    assertions: [
      { source: "body", property: null, comparison: "contains", expected: "", severity: "failing" },
    ],
  });
  await storeEndpoint("failing", { ...common, name: "Checkout" });
  await storeEndpoint("other", { ...common, name: "Search", dependsOn: ["x"], tags: ["shop"] });
  await storeEndpoint("third", { ...common, name: "Returns" });
  await storeEndpoint("paused", { ...common, paused: true });
  const kinds = {
    tcp: `tcp://127.0.0.1:${inject("rawPorts")["banner"]}`,
    dns: `dns://pharos.test?type=MX&resolver=${target}/dns/valid`,
    websocket: `${target.replace("http", "ws")}/socket/hello`,
    certificate: `https://localhost:${inject("tlsPorts")["valid"]}`,
    domain: `domain://pharos.test?server=${target}/rdap/valid`,
  } as const;
  for (const [kind, url] of Object.entries(kinds)) {
    await storeEndpoint(kind, { ...common, kind: kind as keyof typeof kinds, url, regions: [] });
  }
  await storeEndpoint("beat", { ...common, kind: "heartbeat", url: "", name: "Nightly backup" });
  await send("POST", "/endpoints/beat/ping-token", {});
}

/** A day and a half of the first one, in which it was down for half an hour. */
async function past() {
  const [down, up] = [NOW - 20 * HOUR, NOW - 19.5 * HOUR];
  await changeStatus(1, "UNKNOWN", "UP", PAST);
  await changeStatus(1, "UP", "DOWN", down);
  await changeStatus(1, "DOWN", "UP", up);
  const instants = minutes(PAST, BEGAN).filter((at) => (at / MINUTE) % 10 === 0);
  await fillTicks(
    instants.map((at) => ({
      at,
      checks: [
        at >= down && at < up
          ? numberedCheck(1, "DOWN", 5)
          : numberedCheck(1, "UP", 100 + ((at / MINUTE) % 60)),
      ],
    })),
  );
  await rollUpAll(BEGAN);
}

/** One of every kind; what is told is told to two of them, of which one takes nothing. */
async function channels(ids: World["ids"]) {
  for (const kind of CHANNEL_KINDS) {
    ids[`channel ${kind}`] = await idOf("/channels", {
      name: `By ${kind}`,
      kind,
      settings: channelSettingsFor(kind, inboxUrl(kind), inject("smtpPort")),
      language: kind === "jandi" ? "ko" : "en",
    });
  }
  ids["refusing"] = await idOf("/channels", {
    name: "Takes nothing",
    kind: "webhook",
    settings: { url: `${inject("target")}/status/400` },
  });
  const channelIds = [ids["channel webhook"], ids["refusing"]];
  ids["rule"] = await idOf("/rules", {
    name: "Whatever is down",
    channelIds,
    match: { level: "down", tags: [], endpointIds: [], pages: [], hours: null },
    reminderMinutes: 30,
    escalationSteps: [{ afterMinutes: 15, channelIds: [ids["channel slack"]] }],
    quietHours: { days: [0, 6], from: "22:00", to: "06:00" },
    timeZone: "Europe/Berlin",
  });
}

/** Found by checks and said by people: open, over, part of another, worked on. */
async function incidents(ids: World["ids"]) {
  const tickAt = async (minutesAgo: number, statuses: Record<string, number>) => {
    setClock(NOW - minutesAgo * MINUTE);
    reseed(`tick ${minutesAgo}`);
    for (const [id, status] of Object.entries(statuses)) await setBehaviour(id, { status });
    await runTickAt(NOW - minutesAgo * MINUTE);
    await dispatchAndSend(ids["channel webhook"]!, ids["refusing"]!);
  };
  await send("POST", "/endpoints/beat/ping/start", {});
  await send("POST", "/endpoints/beat/ping", {});
  await tickAt(60, { x: 200, failing: 200, other: 200, third: 200 });
  await tickAt(50, { failing: 503, third: 503 });
  await tickAt(40, { third: 200 });
  await tickAt(30, { other: 503 });
  const { data } = await (
    await fetchApi("/incidents?limit=50")
  ).json<{ data: { id: string; endpointId: string; status: string }[] }>();
  for (const one of data) ids[`incident ${one.endpointId}`] ??= one.id;
  const failing = `/incidents/${ids["incident failing"]}`;
  await send("POST", `${failing}/acknowledge`, {});
  await send("POST", `${failing}/updates`, { status: "identified", body: "A **certificate**." });
  await send("PATCH", failing, { severity: "critical", assignedTo: "Kim" });
  const affected = [{ endpointId: "x", impact: "degraded" }];
  ids["by hand"] = await idOf("/incidents", { title: "Cards fail", affected, body: "Some banks." });
  const over = { title: "Mails were late", affected, body: "They wait.", severity: "minor" };
  ids["over"] = await idOf("/incidents", over);
  await send("POST", `/incidents/${ids["over"]}/updates`, { status: "resolved", body: "They go." });
  await send("POST", `/incidents/${ids["incident other"]}/merge`, {
    into: ids["incident failing"],
  });
  const { updates } = await (
    await fetchApi(`/incidents/${ids["by hand"]}`)
  ).json<{ updates: { id: string }[] }>();
  ids["update"] = updates[0]!.id;
  await dispatchAndSend(ids["channel webhook"]!, ids["refusing"]!);
}

async function plans(ids: World["ids"]) {
  const at = (minutesFromNow: number) => new Date(NOW + minutesFromNow * MINUTE).toISOString();
  ids["maintenance"] = await idOf("/maintenances", {
    title: "New disks",
    endpointIds: ["third"],
    startsAt: at(-10),
    endsAt: at(120),
    timeZone: "Europe/Berlin",
  });
  ids["weekly"] = await idOf("/maintenances", {
    title: "Restart",
    endpointIds: ["x", "tcp"],
    startsAt: at(24 * 60),
    endsAt: at(25 * 60),
    recurrence: "0 3 * * 0",
    timeZone: "Asia/Seoul",
  });
}

const LOGO = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=";

async function pages(ids: World["ids"]) {
  const component = (name: string, ...endpointIds: string[]) => ({ name, endpointIds });
  const groups = [
    {
      name: "Core",
      components: [
        { ...component("Website", "x"), showLatency: true, description: "All of it" },
        component("Paying", "failing", "other"),
        component("Returns", "third"),
      ],
    },
    { name: "", components: [{ name: "Phone", status: "UP" }, component("Backup", "beat")] },
  ];
  const theme = { accent: "#2563eb", logo: LOGO };
  const common = { groups, theme, mailChannelId: ids["channel resend"] };
  ids["page"] = await idOf("/pages", {
    ...common,
    slug: "acme",
    title: "Acme",
    description: "What Acme runs",
    isDefault: true,
    showViewerCount: true,
  });
  const closed = { groups: groups.slice(0, 1) };
  const secret = {
    slug: "secret",
    title: "Secret",
    visibility: "password",
    password: "open sesame",
  };
  ids["password page"] = await idOf("/pages", { ...closed, ...secret });
  const inner = { slug: "team", title: "Team", visibility: "members", allowIndexing: false };
  ids["members page"] = await idOf("/pages", { ...closed, ...inner });
  setClock(NOW - 2 * MINUTE);
  for (const [kind, address] of [
    ["email", "eve@example.com"],
    ["webhook", inboxUrl("subscriber").replace(inject("target"), PUBLIC_INBOX_ORIGIN)],
  ] as const) {
    reseed(`subscriber by ${kind}`);
    await requestSubscription(kind, address);
    ids[`subscriber ${kind}`] = (await subscriberIds()).at(-1)!;
  }
  await dispatchAndSend(ids["subscriber webhook"]!, ids["subscriber email"]!);
  const sent = JSON.stringify([await receivedBodies("subscriber"), await receivedBodies("resend")]);
  for (const [, path] of sent.matchAll(/(\/subscription\?token=[\w-]+)/g)) await confirm(path!);
}

const confirm = (path: string) => postForm(path, [["act", "confirm"]]);

/** What is nowhere but in the product's own answers. */
async function found(ids: World["ids"], cookies: World["cookies"]) {
  const read = async (path: string, headers: Record<string, string> = OWNER_HEADERS) =>
    (await ask({ method: "GET", path: `/api/v1${path}`, headers })).json<never>();
  type List = { data: { id: string; isThis?: boolean }[] };
  for (const [role, cookie] of Object.entries(cookies)) {
    const { data }: List = await read("/sessions", { cookie });
    ids[`session ${role}`] = data.find(({ isThis }) => !isThis)!.id;
  }
  const { data }: List = await read(`/channels/${ids["refusing"]}/deliveries?status=dead`);
  ids["dead letter"] = data[0]!.id;
  const { pingUrl }: { pingUrl: string } = await read("/endpoints/beat");
  ids["ping"] = pingUrl.split("/").at(-1)!;
}
