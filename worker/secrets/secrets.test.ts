import { createExecutionContext } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { createApi } from "../api/app";
import type { Env } from "../env";
import { findChannel } from "../store/channels";
import { dumpDatabase } from "../test/fixtures/dump-database";
import {
  fetchApi,
  bindings,
  setBehaviour,
  createThroughApi,
  db,
  ORIGIN,
  OWNER_HEADERS,
  sendJson,
  storeEndpoint,
} from "../test/fixtures/worker";
import type { EndpointView } from "../protocol/api";
import { apiPorts, runUnscheduledTick } from "../adapters/index";
import { usesPreviousKey, decrypt, encrypt } from "./encryption";

const CANARY = "canary-9d1e";
const SECRETS = {
  headers: { Authorization: `Bearer ${CANARY}-header`, "X-Plain": `${CANARY}-plain` },
  body: `${CANARY}-body`,
  method: "POST",
  auth: { type: "bearer", token: `${CANARY}-bearer` },
};
const OLD = { ENCRYPTION_KEY: "the-former-key-".padEnd(40, "1") };
const NEW = { ENCRYPTION_KEY: "the-present-key-".padEnd(40, "2") };
const BOTH = { ...NEW, ENCRYPTION_KEY_PREVIOUS: OLD.ENCRYPTION_KEY };

/** The API with other keys than the tests' own. */
const asked = (path: string, keys: Partial<Env>, init: RequestInit = {}) =>
  createApi(apiPorts).fetch(
    new Request(`${ORIGIN}/api/v1${path}`, { ...init, headers: OWNER_HEADERS }),
    { ...bindings, ...keys },
    createExecutionContext(),
  );
const reseal = async (keys: Partial<Env>) => {
  const response = await asked("/secrets/rotate", keys, { method: "POST" });
  return (await response.json<{ resealed: number }>()).resealed;
};
const createWith = async (keys: Partial<Env>, fields: object) => {
  const body = JSON.stringify({ name: "S", url: "https://a.example/", paused: true, ...fields });
  const response = await asked("/endpoints", keys, { method: "POST", body });
  return response.json<EndpointView>();
};

describe("the database", () => {
  it("[SE1] holds no secret of an endpoint, while its maker has them", async () => {
    const { body } = await createThroughApi(SECRETS);
    await createThroughApi({ auth: { type: "basic", username: "u", password: `${CANARY}-basic` } });
    await sendJson("PATCH", `/endpoints/${body.id}`, { body: `${CANARY}-changed` });
    expect(await dumpDatabase()).not.toContain(CANARY);
    const stored = await (await fetchApi(`/endpoints/${body.id}`)).json<EndpointView>();
    expect(stored.body).toBe(`${CANARY}-changed`);
    expect(stored.headers["X-Plain"]).toBe(`${CANARY}-plain`);
  });

  it("[SE1] holds no token that reports, while the token reports", async () => {
    const { body } = await createThroughApi({ kind: "heartbeat", url: undefined });
    const token = new URL(body.pingUrl!).pathname.split("/").at(-1)!;
    const dump = await dumpDatabase();
    expect(dump).not.toContain(token);
    expect((await fetchApi(`/../../ping/${token}`)).status).toBe(200);
    // Nor does what is stored report in its place.
    const [row] = await db.$client.prepare("select token_hash from heartbeats").raw<[string]>();
    expect((await fetchApi(`/../../ping/${row![0]}`)).status).toBe(404);
  });

  it("[SE1] [SE2] holds no setting of a channel, while what was stored before is still known", async () => {
    const url = `https://hooks.example/${CANARY}`;
    const created = await sendJson("POST", "/channels", {
      kind: "slack",
      name: "Slack",
      settings: { url },
    });
    expect(created.status).toBe(201);
    expect(await dumpDatabase()).not.toContain(CANARY);
    const { id } = await created.json<{ id: string }>();
    const plain = JSON.stringify({ url });
    await db.$client.prepare("update channels set settings = ? where id = ?").bind(plain, id).run();
    expect((await findChannel(db, bindings, id))?.settings).toEqual({ url });
    expect(await reseal({})).toBe(1);
    expect(await dumpDatabase()).not.toContain(CANARY);
    expect((await findChannel(db, bindings, id))?.settings).toEqual({ url });
  });

  it("[SE1] a check asks with the secrets that were sealed", async () => {
    const contains = (expected: string) => ({ source: "body", comparison: "contains", expected });
    const url = (await createEchoEndpoint()).url;
    const { body } = await createThroughApi({
      ...SECRETS,
      auth: null,
      url,
      failureThreshold: 1,
      assertions: [contains(`${CANARY}-header`), contains(`${CANARY}-body`)],
      paused: false,
    });
    const checked = await sendJson("POST", `/endpoints/${body.id}/check`, {});
    expect(await checked.json()).toMatchObject({ status: "UP" });
    const tried = await sendJson("POST", "/endpoints/test", { ...SECRETS, url, auth: null });
    expect(await tried.json()).toMatchObject({ status: "UP" });
  });
});

async function createEchoEndpoint() {
  await storeEndpoint("echo", { paused: true });
  await setBehaviour("echo", { mode: "echo" });
  return (await fetchApi("/endpoints/echo")).json<EndpointView & { url: string }>();
}

describe("another key", () => {
  it("[SE2] opens nothing of the former one, which opens until all is sealed anew", async () => {
    const { id } = await createWith(OLD, SECRETS);
    expect((await asked(`/endpoints/${id}`, NEW)).status).toBe(503);
    const view = await (await asked(`/endpoints/${id}`, BOTH)).json<EndpointView>();
    expect(view.body).toBe(SECRETS.body);
    expect(await reseal(BOTH)).toBe(1);
    expect(await reseal(BOTH)).toBe(0);
    const after = await (await asked(`/endpoints/${id}`, NEW)).json<EndpointView>();
    expect(after.body).toBe(SECRETS.body);
  });

  it("[SE2] seals what was stored before there were keys, tokens among them", async () => {
    await storeEndpoint("before", { body: `${CANARY}-old`, headers: { "X-Key": `${CANARY}-old` } });
    await storeEndpoint("beat", { kind: "heartbeat", url: "" });
    await db.$client
      .prepare(
        "insert into heartbeats (endpoint, token_hash) select number, ? from endpoints where id = ?",
      )
      .bind(`${CANARY}-token`, "beat")
      .run();
    expect((await fetchApi(`/../../ping/${CANARY}-token`)).status).toBe(200);
    expect(await reseal({})).toBe(2);
    expect(await dumpDatabase()).not.toContain(CANARY);
    expect((await fetchApi(`/../../ping/${CANARY}-token`)).status).toBe(200);
    const view = await (await fetchApi("/endpoints/beat")).json<EndpointView>();
    expect(view.pingUrl).toMatch(new RegExp(`/ping/${CANARY}-token$`));
  });
});

describe("a key that is lost", () => {
  it("[SE3] leaves what it sealed unknown and as it is, and is asked for", async () => {
    const { id } = await createWith(OLD, { ...SECRETS, url: "http://127.0.0.1:9/" });
    const before = await dumpDatabase();
    const refused = await asked(`/endpoints/${id}`, {}, { method: "PATCH", body: '{"name":"N"}' });
    expect(refused.status).toBe(503);
    expect(await refused.text()).toContain("no key opens this");
    expect(await dumpDatabase()).toBe(before);
    await db.$client.prepare("update endpoints set paused = 0 where id = ?").bind(id).run();
    const report = await runUnscheduledTick(bindings, createExecutionContext(), {
      endpointIds: [id],
      source: "manual",
    });
    expect(report.checks[0]?.records[0]).toMatchObject({ status: "UNKNOWN" });
  });

  it("[SE3] refuses to store a secret where no key is set", async () => {
    await expect(encrypt("secret", {})).rejects.toThrow("ENCRYPTION_KEY");
    await expect(encrypt("secret", { ENCRYPTION_KEY: "short" })).rejects.toThrow("ENCRYPTION_KEY");
  });
});

describe("a sealed text", () => {
  it("[SE4] is refused once it was changed", async () => {
    const sealed = await encrypt("secret", NEW);
    expect(await decrypt(sealed, NEW)).toBe("secret");
    expect(sealed).not.toBe(await encrypt("secret", NEW));
    const at = sealed.length - 4;
    const other = sealed[at] === "A" ? "B" : "A";
    const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
    for (const broken of [changed, sealed.slice(0, -8), "encrypted:1:x:y:z", "encrypted:1:"]) {
      await expect(decrypt(broken, NEW)).rejects.toThrow();
    }
  });

  it("[SE4] that is given as a value is sealed like any other", async () => {
    const stolen = await encrypt(CANARY, bindings);
    const { body } = await createThroughApi({ body: stolen, method: "POST" });
    const view = await (await fetchApi(`/endpoints/${body.id}`)).json<EndpointView>();
    expect(view.body).toBe(stolen);
    expect(await usesPreviousKey(stolen, bindings)).toBe(false);
  });
});
