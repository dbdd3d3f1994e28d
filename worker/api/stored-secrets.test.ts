import { describe, expect, inject, it } from "vitest";
import { CHANNEL_FIELDS, CHANNEL_KINDS, isSecret } from "../domain/alerts/channel";
import { MASKED_SECRET, type EndpointView, type TestResult } from "../protocol/api";
import type { ApiError } from "../protocol/errors";
import type { ChannelView } from "../protocol/notifications";
import type { AuditLogEntryView } from "../protocol/users";
import { channelSettingsFor } from "../test/fixtures/channel-settings";
import { inboxUrl, receivedRequests } from "../test/fixtures/notifications";
import { createThroughApi, fetchApi, sendJson } from "../test/fixtures/worker";

const CANARY = "canary-51aa";
const port = () => new URL(inject("target")).port;
/** The same listener under two names, and one that nothing listens at. */
const home = () => `http://127.0.0.1:${port()}`;
const elsewhere = () => [
  `http://localhost:${port()}`,
  "http://127.0.0.1:9",
  `https://127.0.0.1:${port()}`,
];

const SECRETS = {
  headers: { "X-Session": `${CANARY}-header` },
  auth: { type: "basic", username: `${CANARY}-user`, password: `${CANARY}-password` },
  body: `${CANARY}-body`,
} as const;
const MASKED = {
  headers: { "x-session": MASKED_SECRET },
  auth: { type: "basic", username: MASKED_SECRET, password: MASKED_SECRET },
  body: MASKED_SECRET,
} as const;
const FIELDS = {
  headers: ["headers.X-Session"],
  auth: ["auth.username", "auth.password"],
  body: ["body"],
};

async function make(secrets: object): Promise<EndpointView> {
  const url = `${home()}/inbox/none?key=${CANARY}-query`;
  return (await createThroughApi({ method: "POST", url, ...secrets })).body;
}
async function errorOf(response: Response) {
  const { error } = await response.json<{ error?: ApiError["error"] }>();
  return { status: response.status, fields: error?.fields ?? {} };
}

describe("a stored secret of an endpoint", () => {
  it.each(["headers", "auth", "body"] as const)(
    "[SE7] stays where it was: %s, masked or left out, is asked for again",
    async (field) => {
      const { id } = await make({ [field]: SECRETS[field] });
      for (const origin of elsewhere()) {
        const url = `${origin}/evil`;
        const masked = { url, [field]: MASKED[field] };
        const path = `/endpoints/${id}`;
        const names = FIELDS[field].map((name) => name.toLowerCase());
        const refused = { status: 400, names };
        for (const sent of [masked, { url }]) {
          const { status, fields } = await errorOf(await sendJson("PATCH", path, sent));
          expect({ status, names: Object.keys(fields).map((name) => name.toLowerCase()) }).toEqual(
            refused,
          );
        }
        const tried = await sendJson("POST", "/endpoints/test", { id, method: "POST", ...masked });
        const { status, fields } = await errorOf(tried);
        expect({ status, names: Object.keys(fields) }).toEqual(refused);
      }
      const after = await (await fetchApi(`/endpoints/${id}`)).json<EndpointView>();
      expect(after.url).toContain(home());
    },
  );

  it("[SE7] in the query of its address stays as well", async () => {
    const { id } = await make({});
    for (const origin of elsewhere()) {
      const url = `${origin}/evil?key=${MASKED_SECRET}`;
      for (const request of [
        sendJson("PATCH", `/endpoints/${id}`, { url }),
        sendJson("POST", "/endpoints/test", { id, url }),
      ]) {
        const { status, fields } = await errorOf(await request);
        expect({ status, names: Object.keys(fields) }).toEqual({ status: 400, names: ["url"] });
      }
    }
    const renamed = `${home()}/other?key=${MASKED_SECRET}&more=1`;
    const patched = await sendJson("PATCH", `/endpoints/${id}`, { url: renamed });
    const { url } = await patched.json<EndpointView>();
    expect(url).toBe(`${home()}/other?key=${CANARY}-query&more=1`);
  });

  it("[SE7] moves where it is sent again, or taken away, and what is none moves by itself", async () => {
    const { id } = await make({ ...SECRETS, headers: { ...SECRETS.headers, Accept: "*/*" } });
    const url = "https://other.example/health";
    const kept = { headers: { Accept: "*/*" }, auth: null, body: "new" };
    const moved = await sendJson("PATCH", `/endpoints/${id}`, { url, ...kept });
    expect(await moved.json()).toMatchObject({ url, ...kept });
    const onwards = "https://third.example/health";
    const withoutBody = await sendJson("PATCH", `/endpoints/${id}`, { body: null });
    expect(withoutBody.status).toBe(200);
    const again = await sendJson("PATCH", `/endpoints/${id}`, { url: onwards });
    expect(await again.json()).toMatchObject({ url: onwards, headers: kept.headers });
  });

  it("[AP3] is kept by what those were shown who may not change it", async () => {
    const { id } = await make({ ...SECRETS, url: `${home()}/echo?key=${CANARY}-query` });
    const contains = ["header", "body"].map((what) => ({
      source: "body",
      comparison: "contains",
      expected: `${CANARY}-${what}`,
    }));
    const url = `${home()}/echo?key=${MASKED_SECRET}`;
    const sent = { ...MASKED, url };
    expect((await sendJson("PATCH", `/endpoints/${id}`, sent)).status).toBe(200);
    const all = { ...sent, id, method: "POST", assertions: contains };
    const tried = await sendJson("POST", "/endpoints/test", all);
    expect(await tried.json<TestResult>()).toMatchObject({ status: "UP" });
    const stored = await (await fetchApi(`/endpoints/${id}`)).json<EndpointView>();
    expect(stored).toMatchObject({ url: url.replace(MASKED_SECRET, `${CANARY}-query`) });
    expect(stored.body).toBe(SECRETS.body);
  });

  it.each([
    ["body", { body: MASKED_SECRET, method: "POST" }],
    ["url", { url: `https://a.example/?key=${MASKED_SECRET}` }],
    ["auth.username", { auth: MASKED.auth }],
    ["headers.x-session", { headers: MASKED.headers }],
  ])("[AP3] as a mask without a value is refused in %s", async (field, fields) => {
    const { status, body } = await createThroughApi(fields);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { fields: { [field]: expect.any(String) } } });
  });

  it("[SE9] leaves a trace where a trial sends it, and none where it sends none", async () => {
    const { id } = await make(SECRETS);
    const url = `${home()}/inbox/none`;
    const logged = async () =>
      (await (await fetchApi("/audit")).json<{ data: AuditLogEntryView[] }>()).data.filter(
        ({ action }) => action.endsWith("/test"),
      );
    await sendJson("POST", "/endpoints/test", { id, url, method: "POST", body: "own" });
    await sendJson("POST", "/endpoints/test", { url });
    expect(await logged()).toEqual([]);
    await sendJson("POST", "/endpoints/test", { id, url, method: "POST", ...MASKED });
    const [entry, ...others] = await logged();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      action: "POST /api/v1/endpoints/test",
      resource: "Shop",
      after: { url, headers: MASKED.headers, body: MASKED_SECRET },
    });
  });
});

/** The same settings, led to each other place. */
function ledElsewhere(settings: Record<string, string>, kind: (typeof CHANNEL_KINDS)[number]) {
  if (kind === "smtp") {
    return [{ host: "localhost" }, { port: "2525" }, { security: "starttls" }, { port: "" }];
  }
  if (kind === "web-push") {
    const subscription = settings["subscription"]!.replace(/127\.0\.0\.1/, "push.evil.example");
    return [{ subscription }];
  }
  const names = CHANNEL_FIELDS[kind]
    .filter(({ type }) => /url$/.test(type))
    .map(({ name }) => name);
  return names.flatMap((name) => elsewhere().map((origin) => ({ [name]: `${origin}/evil` })));
}

describe("a stored secret of a channel", () => {
  it.each(CHANNEL_KINDS.filter((kind) => kind !== "email"))(
    "[SE7] of %s stays where it was, masked or left out",
    async (kind) => {
      const settings = channelSettingsFor(kind, inboxUrl(kind), 2526);
      const created = await sendJson("POST", "/channels", { name: "Ops", kind, settings });
      expect(created.status).toBe(201);
      const { id } = await created.json<ChannelView>();
      const places = ledElsewhere(settings, kind);
      expect(places.length).toBeGreaterThan(0);
      for (const place of places) {
        const secrets = CHANNEL_FIELDS[kind]
          .filter((field) => isSecret(field) && settings[field.name] && !(field.name in place))
          .map(({ name }) => name);
        const masks = Object.fromEntries(secrets.map((name) => [name, MASKED_SECRET]));
        for (const sent of [place, { ...masks, ...place }]) {
          const refused = await sendJson("PATCH", `/channels/${id}`, { settings: sent });
          const { status, fields } = await errorOf(refused);
          const names = secrets.map((name) => `settings.${name}`);
          const expected = { status: secrets.length > 0 ? 400 : 200, names };
          expect([place, { status, names: Object.keys(fields) }]).toEqual([place, expected]);
        }
        const anew = Object.fromEntries(secrets.map((name) => [name, settings[name]]));
        const moved = { settings: { ...settings, ...place, ...anew } };
        expect((await sendJson("PATCH", `/channels/${id}`, moved)).status).toBe(200);
        expect((await sendJson("PATCH", `/channels/${id}`, { settings })).status).toBe(200);
      }
    },
  );

  it("[SE7] goes nowhere else by a test", async () => {
    const settings = channelSettingsFor("template", inboxUrl("home"), 0);
    const created = await sendJson("POST", "/channels", { name: "T", kind: "template", settings });
    const { id } = await created.json<ChannelView>();
    const evil = inboxUrl("evil").replace("127.0.0.1", "localhost");
    await sendJson("PATCH", `/channels/${id}`, { settings: { url: evil } });
    await fetchApi(`/channels/${id}/test`, { method: "POST" });
    expect(await receivedRequests("evil")).toEqual([]);
    expect(await receivedRequests("home")).toHaveLength(1);
  });

  it("[SE7] of a webhook that moves is made again where none is given, and shown once", async () => {
    const settings = channelSettingsFor("webhook", inboxUrl("home"), 0);
    const created = await sendJson("POST", "/channels", { name: "W", kind: "webhook", settings });
    const { id } = await created.json<ChannelView>();
    const url = inboxUrl("new").replace("127.0.0.1", "localhost");
    const moved = await sendJson("PATCH", `/channels/${id}`, { settings: { url, secret: "" } });
    const shown = await moved.json<ChannelView>();
    expect(shown.settings["secret"]).toMatch(/^whsec_/);
    expect(shown.settings["secret"]).not.toBe(settings["secret"]);
    await fetchApi(`/channels/${id}/test`, { method: "POST" });
    const [received] = await receivedRequests("new");
    // The secret that signed for the other receiver signs nothing for this one.
    expect(received!.headers["webhook-signature"]!.split(" ")).toHaveLength(1);
  });
});
