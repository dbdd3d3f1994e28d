import { it } from "vitest";
import { receivedBodies, publicInboxUrl, dispatchAndSend } from "../fixtures/notifications";
import { subscriberIds } from "../fixtures/subscriptions";
import { SETUP_TOKEN } from "../../../scripts/test-token.mjs";
import { ORIGIN } from "../fixtures/worker";
import { freeze, reseed } from "./frozen";
import { recorder, type Recorder } from "./recorder";
import { actorsOf, answerOf, ask, together, type Answer, type Asked, type World } from "./requests";
import { makeWorld } from "./world";

/**
 * A page's room begins a new epoch when a publication to it takes too long, which depends on the
 * machine. The story records positions of rooms; here only that a page names one.
 */
const withoutPosition = (answer: Answer): Answer =>
  isObject(answer.body) && isObject(answer.body["live"])
    ? { ...answer, body: { ...answer.body, live: { epoch: "{epoch}", seq: "{seq}" } } }
    : answer;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const fetchAnswer = async (asked: Asked): Promise<Answer> =>
  withoutPosition(await answerOf(await ask(asked)));

/** What pages look like is recorded of the demo: here only who gets which, with which headers. */
const fetchOutline = async (asked: Asked): Promise<Answer> => {
  const { body, ...answer } = await answerOf(await ask(asked));
  if (!answer.headers.some((header) => header.startsWith("content-type: text/html"))) {
    return { ...answer, ...(body !== undefined && { body }) };
  }
  const title = /<title>[^<]*<\/title>/.exec(JSON.stringify(body) ?? "")?.[0];
  return { ...answer, ...(title !== undefined && { body: title }) };
};

it("shows strangers and others what it always did", { timeout: 300_000 }, async () => {
  freeze();
  const beforeSetup = recorder("nobody");
  await recordBeforeSetup(beforeSetup);
  await beforeSetup.compare();
  const world = await makeWorld();
  const recording = recorder("site");
  await visibilities(world, recording);
  await strangePaths(world, recording);
  await unlocking(recording);
  await subscriptions(recording);
  await recording.compare();
});

/** Before anybody is there. */
async function recordBeforeSetup(recording: Recorder) {
  const first = { token: SETUP_TOKEN, name: "Ada", email: "ada@example.com", password: "short" };
  const paths = ["/", "/healthz", "/api/v1/setup", "/api/v1/session", "/pharos.json", "/og.png"];
  for (const path of paths) {
    recording.add("first", {
      request: `GET ${path}`,
      ...(await fetchAnswer({ method: "GET", path })),
    });
  }
  for (const body of [{}, first, { ...first, token: "wrong", password: "long-enough" }]) {
    reseed(JSON.stringify(body));
    const asked = { method: "POST", path: "/api/v1/setup", body };
    recording.add("first", { request: "POST /api/v1/setup", body, ...(await fetchAnswer(asked)) });
  }
}

async function visibilities(world: World, recording: Recorder) {
  const formats = ["", "/pharos.json", "/badge", "/og.png", "/logo", "/history"];
  for (const slug of ["acme", "secret", "team", "none"]) {
    for (const format of formats) {
      const component = `/badge/${slug}/x/status.svg`;
      const path = format === "/badge" ? component : `/status/${slug}${format}`;
      const isPage = ["", "/history"].includes(format);
      const answers: [string, Answer][] = [];
      for (const [actor, headers] of Object.entries(actorsOf(world))) {
        if (slug === "acme" && actor !== "stranger") continue;
        const asked = { method: "GET", path, headers };
        answers.push([actor, await (isPage ? fetchOutline(asked) : fetchAnswer(asked))]);
      }
      recording.add("visibility", { request: `GET ${path}`, answers: together(answers) });
    }
  }
}

/** What is asked in ways of its own: other methods, what is not there, what somebody has already. */
async function strangePaths(world: World, recording: Recorder) {
  const admin = actorsOf(world)["admin"]!;
  const owner = actorsOf(world)["owner"]!;
  const json = { ...admin, "content-type": "application/json" };
  const asked: Asked[] = [
    { method: "GET", path: "/api/v1/none", headers: admin },
    { method: "GET", path: "/api/none" },
    { method: "POST", path: "/healthz" },
    { method: "PUT", path: "/api/v1/endpoints", headers: json, body: {} },
    { method: "HEAD", path: "/api/v1/endpoints", headers: admin },
    { method: "HEAD", path: "/status/acme" },
    { method: "HEAD", path: "/status/acme/pharos.json" },
    {
      method: "OPTIONS",
      path: "/status/acme/pharos.json",
      headers: { origin: "https://a.example" },
    },
    { method: "GET", path: "/api/v1/overview", headers: { authorization: "Bearer wrong" } },
    { method: "GET", path: "/api/v1/overview", headers: { authorization: "Bearer pharos_wrong" } },
    { method: "GET", path: "/api/v1/overview", headers: { cookie: "pharos_person=a.b" } },
    // Another site's page sends what the browser of somebody here adds.
    {
      method: "PATCH",
      path: "/api/v1/settings",
      headers: { cookie: owner["cookie"]!, origin: "https://a.example" },
      body: {},
    },
    { method: "POST", path: "/api/v1/session", headers: { origin: "https://a.example" }, body: {} },
    { method: "POST", path: "/api/v1/pages", headers: admin, body: "x".repeat(600_000) },
    { method: "GET", path: "/push.js" },
    { method: "GET", path: "/nowhere" },
    { method: "GET", path: "/status/acme?month=2095-12" },
    { method: "GET", path: "/history?month=2095-12" },
  ];
  for (const one of asked) {
    const { body: sent } = one;
    recording.add("strange", {
      request: `${one.method} ${one.path}`,
      ...(typeof sent === "object" && { sent }),
      ...(await fetchOutline(one)),
    });
  }
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const form = (path: string, fields: Record<string, string>, headers = {}): Asked => ({
  method: "POST",
  path,
  headers: { ...FORM, ...headers },
  body: new URLSearchParams(fields).toString(),
});

async function unlocking(recording: Recorder) {
  const page = { method: "GET", path: "/status/secret/unlock", headers: { accept: "text/html" } };
  recording.add("unlocking", { request: `GET ${page.path}`, ...(await fetchOutline(page)) });
  for (const password of ["wrong", "open sesame"]) {
    const response = await ask(form("/status/secret/unlock", { password }));
    const cookie = response.headers.get("set-cookie")?.split(";")[0];
    const sent = { password };
    const answer = await answerOf(response);
    recording.add("unlocking", { request: "POST /status/secret/unlock", sent, ...answer });
    if (cookie === undefined) continue;
    const opened = { method: "GET", path: "/status/secret/pharos.json", headers: { cookie } };
    recording.add("unlocking", { request: "GET, unlocked", ...(await fetchAnswer(opened)) });
  }
  const none = form("/status/none/unlock", { password: "a" });
  recording.add("unlocking", {
    request: "POST /status/none/unlock",
    ...(await fetchOutline(none)),
  });
}

async function subscriptions(recording: Recorder) {
  const to = "/status/acme/subscriptions";
  reseed("another");
  await ask(form(to, { kind: "webhook", address: publicInboxUrl("another") }));
  await dispatchAndSend((await subscriberIds()).at(-1)!);
  const [asked] = (await receivedBodies("another")) as { data: { link: string } }[];
  const link = asked!.data.link.replace(ORIGIN, "");
  const token = new URL(asked!.data.link).searchParams.get("token")!;
  const json = { method: "GET", path: `/subscription.json?token=${token}` };
  const steps: [string, Asked][] = [
    ["by e-mail", form(to, { kind: "email", address: "new@example.com" })],
    ["by e-mail, in Korean", form(to, { kind: "email", address: "ko@example.com" }, KOREAN)],
    ["without an address", form(to, { kind: "email", address: "nobody" })],
    [
      "for components that are gone",
      form(to, { kind: "email", address: "a@b.example", component: "x" }),
    ],
    ["by pigeon", form(to, { kind: "pigeon", address: "a@b.example" })],
    ["by push, without a subscription", form(to, { kind: "push", push: "{}" })],
    ["of a page that is not there", form("/status/none/subscriptions", { kind: "email" })],
    ["what it is, before it is confirmed", json],
    ["confirms", form(link, { act: "confirm" })],
    ["what it is", json],
    ["of nobody", { method: "GET", path: "/subscription.json?token=none" }],
    ["ends by the button of a mail program", form(link, { "List-Unsubscribe": "One-Click" })],
    ["what is left of it", json],
    ["ends once more", form(link, { act: "end" })],
  ];
  for (const [what, step] of steps) {
    reseed(what);
    recording.add("subscriptions", {
      what,
      request: `${step.method} ${step.path}`,
      ...(step.body !== undefined && { sent: step.body }),
      ...(await fetchAnswer(step)),
    });
  }
  for (const path of [
    link,
    "/subscription?page=acme&asked",
    "/subscription?page=acme&problem=often",
  ]) {
    const page = { method: "GET", path, headers: { accept: "text/html" } };
    recording.add("subscriptions", { request: `GET ${path}`, ...(await fetchOutline(page)) });
  }
}
const KOREAN = { "accept-language": "ko" };
