import { describe, expect, inject, it } from "vitest";
import {
  countEndpoints,
  createThroughApi,
  openRoomSocket,
  sendJson,
  storeEndpoint,
} from "../test/fixtures/worker";
import { countRowsIn } from "../test/fixtures/pipeline";
import { MASKED_SECRET, type EndpointView, type TestResult } from "../protocol/api";

const target = inject("target");
async function dryRun(fields: object) {
  const response = await sendJson("POST", "/endpoints/test", fields);
  return { status: response.status, body: await response.json<TestResult>() };
}

describe("settings that are tried", () => {
  it("[AP11] show each step, and neither store nor tell anything", async () => {
    const all = await openRoomSocket("all");
    const { status, body } = await dryRun({
      url: `${target}/echo`,
      assertions: [
        { source: "status", comparison: "equals", expected: 200 },
        { source: "json", property: "$.method", comparison: "equals", expected: "POST" },
      ],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "DOWN",
      statusCode: 200,
      errorMessage: 'expected JSON at "$.method" to equal "POST", saw "GET"',
      results: [{ region: null, status: "DOWN" }],
    });
    const named = (name: string) => body.steps.filter((step) => step.name === name);
    expect(named("address")).toMatchObject([{ ok: true }]);
    expect(named("answered")).toMatchObject([{ ok: true, actual: "200" }]);
    expect(named("assertion").map(({ ok }) => ok)).toEqual([true, false]);
    expect(await countEndpoints()).toBe(0);
    expect(await countRowsIn("ticks")).toBe(0);
    expect(all.waiting).toEqual([]);
  });

  it("[AP11] are looked at from each region", async () => {
    const { body } = await dryRun({ url: `${target}/status/503`, regions: ["weur", "apac"] });
    expect(body.results.map(({ region }) => region)).toEqual([null, "weur", "apac"]);
    expect(body.errorMessage).toBe("failing from 2 of 2 regions: expected status 200-299, saw 503");
  });

  it("[AP3] [AP11] take the secrets of the endpoint that they change", async () => {
    const auth = { type: "basic", username: "me", password: "secret" };
    const created = (await createThroughApi({ auth, url: `${target}/echo` })).body;
    expect(created.auth).toEqual({ ...auth, password: MASKED_SECRET });
    const expected = `Basic ${btoa("me:secret")}`;
    const claim = { source: "json", property: "$.headers.authorization", comparison: "equals" };
    const settings = {
      url: `${target}/echo`,
      auth: created.auth,
      assertions: [{ ...claim, expected }],
    };
    expect((await dryRun({ ...settings, id: created.id })).body.status).toBe("UP");
    expect(await dryRun(settings)).toMatchObject({
      status: 400,
      body: { error: { fields: { "auth.password": expect.any(String) } } },
    });
    const patched = await sendJson("PATCH", `/endpoints/${created.id}`, { auth: created.auth });
    expect((await patched.json<EndpointView>()).auth).toEqual(created.auth);
    // It is sealed, and still opens the door.
    expect(await countRowsIn("endpoints where auth like '%secret%'")).toBe(0);
    expect((await dryRun({ ...settings, id: created.id })).body.status).toBe("UP");
  });

  it("[AP11] of a heartbeat are refused: it is not asked", async () => {
    expect(await dryRun({ kind: "heartbeat" })).toMatchObject({ status: 400 });
  });
});

describe("settings that contradict themselves", () => {
  const claim = (fields: object) => ({
    assertions: [{ source: "body", comparison: "contains", expected: "ok", ...fields }],
  });

  it.each([
    ["regionQuorum", { regions: ["weur"], regionQuorum: 2 }],
    ["regions", { regions: ["weur", "weur"] }],
    ["dependsOn", { dependsOn: ["nobody"] }],
    ["body", { method: "POST", bodyType: "json", body: "{" }],
    ["auth.type", { auth: { type: "digest" } }],
    ["auth.password", { auth: { type: "basic", username: "me", password: MASKED_SECRET } }],
    ["assertions.0.source", claim({ source: "moon" })],
    ["assertions.0.source", claim({ source: "record" })],
    ["assertions.0.expected", claim({ comparison: "matches", expected: "(" })],
    ["assertions.0.expected", claim({ comparison: "matches", expected: "(?=a)" })],
    ["assertions.0.expected", claim({ comparison: "lessThan", expected: "many" })],
    ["assertions.0.expected", claim({ expected: null })],
    ["assertions.0.property", claim({ source: "header" })],
    ["assertions.0.property", claim({ source: "json", property: "$.[" })],
    ["url", { kind: "tcp", url: "tcp://example.com" }],
    ["url", { kind: "dns", url: "dns://example.com?type=MOON" }],
    ["url", { kind: "websocket", url: "https://example.com" }],
    ["url", { kind: "domain", url: "https://example.com" }],
    ["url", { kind: "heartbeat", url: "https://example.com" }],
  ])("[AP12] %s is refused in %j", async (field, fields) => {
    const { status, body } = await createThroughApi(fields);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { fields: { [field]: expect.any(String) } } });
    expect(await countEndpoints()).toBe(0);
  });

  it("[DP3] [AP12] a circle of dependencies is refused, and named", async () => {
    for (const id of ["a", "b", "c"]) await storeEndpoint(id);
    const depend = async (id: string, on: string) => {
      const response = await sendJson("PATCH", `/endpoints/${id}`, {
        dependsOn: [on],
        paused: true,
      });
      return response.json<{ error?: { fields: Record<string, string> } }>();
    };
    expect((await depend("a", "b")).error).toBeUndefined();
    expect((await depend("b", "c")).error).toBeUndefined();
    expect((await depend("c", "a")).error?.fields["dependsOn"]).toBe(
      "expected no circle, saw c -> a -> b -> c",
    );
    expect((await depend("a", "a")).error?.fields["dependsOn"]).toMatch(/itself/);
  });

  it("[DP3] two changes at once make no circle either", async () => {
    for (const id of ["a", "b"]) await storeEndpoint(id);
    const depend = (id: string, on: string) =>
      sendJson("PATCH", `/endpoints/${id}`, { dependsOn: [on] });
    const answers = await Promise.all([depend("a", "b"), depend("b", "a")]);
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    expect(await countRowsIn("endpoints where depends_on <> '[]'")).toBe(1);
  });

  it("[DP3] an endpoint that goes leaves nobody depending on it", async () => {
    for (const id of ["a", "b"]) await storeEndpoint(id);
    await sendJson("PATCH", "/endpoints/a", { dependsOn: ["b"] });
    await sendJson("DELETE", "/endpoints/b", "");
    expect(await countRowsIn("endpoints where depends_on <> '[]'")).toBe(0);
  });

  it("[AP12] the kind of an endpoint stays", async () => {
    const { body } = await createThroughApi();
    const response = await sendJson("PATCH", `/endpoints/${body.id}`, { kind: "tcp" });
    expect(await response.json()).toMatchObject({
      error: { fields: { kind: expect.any(String) } },
    });
  });
});
