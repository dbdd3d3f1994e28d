import { describe, expect, it } from "vitest";
import {
  fetchApi,
  countEndpoints,
  createThroughApi,
  sendJson,
  SHOP_ENDPOINT,
  storeEndpoint,
} from "../test/fixtures/worker";
import type { ApiError } from "../protocol/errors";

describe("bad input", () => {
  it.each<[field: string, value: unknown]>([
    ["name", ""],
    ["name", "   "],
    ["name", "x".repeat(121)],
    ["name", 7],
    ["name", undefined],
    ["kind", "ftp"],
    ["url", undefined],
    ["url", "shop.example"],
    ["url", "ftp://shop.example/"],
    ["url", "https://user:secret@shop.example/"],
    ["url", `https://shop.example/${"x".repeat(2048)}`],
    ["method", "FETCH"],
    ["headers", "a: b"],
    ["headers.bad name", "x"],
    ["headers.x", 7],
    ["headers.x", "a\r\nb: c"],
    ["body", 7],
    ["body", "with GET"],
    ["expectedStatus", []],
    ["expectedStatus", "200"],
    ["expectedStatus.0", 200],
    ["expectedStatus.0", "2xx"],
    ["expectedStatus.0", "300-200"],
    ["intervalSeconds", 9],
    ["intervalSeconds", 86_401],
    ["intervalSeconds", 10.5],
    ["intervalSeconds", "60"],
    ["timeoutMs", 999],
    ["timeoutMs", 30_001],
    ["degradedAfterMs", 0],
    ["degradedAfterMs", 10_000],
    ["failureThreshold", 0],
    ["failureThreshold", 11],
    ["recoveryThreshold", 0],
    ["recoveryThreshold", null],
    ["bodyType", "xml"],
    ["auth", "Bearer x"],
    ["maxRedirects", 11],
    ["assertions", {}],
    ["graceSeconds", 0],
    ["retryDelaySeconds", -1],
    ["retryDelaySeconds", 301],
    ["regions", "weur"],
    ["regions.0", "moon"],
    ["regionQuorum", 1],
    ["dependsOn", "router"],
    ["dependsOn", ["nobody"]],
    ["tags", "shop"],
    ["tags.0", "x".repeat(41)],
    ["tags.0", ""],
    ["paused", "yes"],
  ])("[AP1] %s of %j is refused by name, and nothing is stored", async (field, value) => {
    const [name, key] = field.split(".") as [string, string?];
    const given = key === undefined ? value : name === "headers" ? { [key]: value } : [value];
    const { status, body } = await createThroughApi({ [name]: given });
    expect(status).toBe(400);
    expect(body).toEqual({
      error: {
        code: "invalid",
        message: expect.any(String),
        fields: { [field]: expect.any(String) },
      },
    });
    expect(await countEndpoints()).toBe(0);
  });

  it.each(["", "{", "null", "[]", '"text"', "7", "\u0000"])(
    "[AP1] a body of %j is refused",
    async (body) => {
      const response = await sendJson("POST", "/endpoints", body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        error: { code: "invalid", message: expect.stringMatching(/^expected a JSON object, saw /) },
      });
    },
  );

  it("[AP1] names every wrong field at once", async () => {
    const { body } = await createThroughApi({ name: "", url: "ftp://shop.example/", timeoutMs: 5 });
    expect(Object.keys((body as unknown as ApiError).error.fields ?? {})).toEqual([
      "name",
      "url",
      "timeoutMs",
    ]);
  });

  it("[AP1] says what was expected and what was seen", async () => {
    const { body } = await createThroughApi({ intervalSeconds: 5 });
    expect(body).toMatchObject({
      error: { fields: { intervalSeconds: "expected a whole number from 10 to 86400, saw 5" } },
    });
  });

  it.each([
    ["GET", "/endpoints/nobody"],
    ["PATCH", "/endpoints/nobody"],
    ["DELETE", "/endpoints/nobody"],
    ["POST", "/endpoints/nobody/check"],
    ["POST", "/endpoints/nobody/pause"],
    ["GET", "/endpoints/nobody/checks"],
    ["GET", "/incidents/nobody"],
    ["GET", "/rooms/nobody"],
    ["GET", "/rooms/endpoint:nobody"],
    ["GET", "/nothing"],
    ["POST", "/overview"],
  ])("[AP1] %s %s is not found", async (method, path) => {
    const response = await fetchApi(path, { method, ...(method === "PATCH" && { body: "{}" }) });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
  });

  it.each([
    "/endpoints?limit=0",
    "/endpoints?limit=201",
    "/endpoints?limit=many",
    "/endpoints?status=BROKEN",
    "/incidents?status=closed",
    "/endpoints/shop/checks?from=yesterday",
    "/endpoints/shop/checks?from=2026-01-05T08:00:00Z&to=2026-01-05T07:00:00Z",
  ])("[AP1] the query %s is refused", async (path) => {
    await storeEndpoint("shop");
    const response = await fetchApi(path);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "invalid" } });
  });

  it("[AP2] unknown fields are refused by name", async () => {
    const { status, body } = await createThroughApi({ colour: "red", status: "UP" });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { fields: { colour: "expected no such field", status: "expected no such field" } },
    });
    const { body: created } = await createThroughApi();
    expect((await sendJson("PATCH", `/endpoints/${created.id}`, { id: "other" })).status).toBe(400);
  });

  it("[AP7] a body that is too large is refused", async () => {
    const response = await sendJson("POST", "/endpoints", {
      ...SHOP_ENDPOINT,
      body: "x".repeat(600_000),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: "too_large" } });
  });
});
