import { createExecutionContext } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi, type MockInstance } from "vitest";
import { createApi } from "./api/app";
import { bindings, OWNER_HEADERS } from "./test/fixtures/worker";
import { logError } from "./log";
import { apiPorts } from "./adapters/index";

const CANARY = "c4n4ry";
let logged: MockInstance<typeof console.error>;
beforeEach(() => {
  logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
const lines = () => logged.mock.calls.map(([line]) => String(line));

describe("the log", () => {
  it.each([
    [
      "the path and query of an address",
      `fetch https://hooks.example/${CANARY}?key=${CANARY} failed`,
    ],
    ["a user and password", `connect to postgres://me:${CANARY}@db.example:5432/ failed`],
    ["a header", `refused: authorization: Bearer ${CANARY}.${CANARY}`],
    ["a header of another scheme", `"authorization":"Basic ${CANARY}"`],
    ["a token of ours", `saw pharos_${CANARY.repeat(6)}`],
    ["a cookie", `pharos_session=1764300000000.${CANARY.repeat(7)}`],
    ["the parameters of a query", `update channels set settings = ?\nparams: ${CANARY}`],
  ])("[SE5] does not say %s", (_, message) => {
    logError("test", new Error(message), {
      about: message.replace("\nparams: ", "?params=https://a/"),
    });
    logError("test", message.split("\n")[0], {});
    logError("test", new Error("outer", { cause: new Error(message) }));
    expect(lines()).toHaveLength(3);
    for (const line of lines()) expect(line).not.toContain(CANARY);
  });

  it("[SE5] still says what broke and where", () => {
    logError("deliver", new TypeError("connect to https://hooks.example/secret failed: reset"), {
      channel: "abc",
      tries: 3,
    });
    expect(JSON.parse(lines()[0]!)).toEqual({
      at: "deliver",
      channel: "abc",
      tries: 3,
      problem: "TypeError: connect to https://hooks.example/… failed: reset",
    });
  });

  it("[SE5] tells a request that broke by its route, and its answer tells nothing at all", async () => {
    const broken = new Error(`asked https://inside.example/${CANARY} in vain`);
    const api = createApi((env, ctx) => {
      const ports = apiPorts(env, ctx);
      const fails = () => Promise.reject(broken);
      const heartbeats = { ...ports.heartbeats, find: fails, report: fails };
      return { ...ports, heartbeats, endpoints: { ...ports.endpoints, find: fails } };
    });
    const ask = (path: string, headers = {}) =>
      api.fetch(
        new Request(`http://pharos.test${path}`, { headers }),
        bindings,
        createExecutionContext(),
      );
    const answers = [
      await ask(`/ping/${CANARY}`),
      await ask(`/api/v1/endpoints/${CANARY}`, OWNER_HEADERS),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(500);
      expect(await answer.text()).not.toMatch(new RegExp(`${CANARY}|inside`));
    }
    expect(lines().map((line) => (JSON.parse(line) as { route: string }).route)).toEqual([
      "/ping/:token",
      "/api/v1/endpoints/:id",
    ]);
    for (const line of lines()) expect(line).not.toContain(CANARY);
  });
});
