import { createExecutionContext } from "cloudflare:test";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import type { Actor } from "../domain/permissions";
import { ACTORS, PERMISSION_MATRIX, type ActorName } from "../test/fixtures/permission-matrix";
import { bindings, createThroughApi, ORIGIN, storeEndpoint } from "../test/fixtures/worker";
import { apiPorts } from "../adapters/index";
import { createApi } from "./app";
import type { ApiEnv } from "./context";
import { toErrorResponse } from "./errors";
import { authorize, assertAllRoutesHavePolicy, routesOf } from "./middleware/authorize";
import { ROUTE_POLICIES, type RoutePolicy } from "./route-policies";

/** The API as it is, for whoever is said to come. */
const apiOf = (actor: Actor) =>
  createApi(apiPorts, () => Promise.resolve({ kind: "authenticated", actor, by: "header" }));

const sendRequest = (app: Hono<ApiEnv>, method: string, path: string) =>
  app.fetch(
    new Request(`${ORIGIN}${path}`, { method: method === "ALL" ? "PUT" : method }),
    bindings,
    createExecutionContext(),
  );

describe("the matrix", () => {
  it("[AU3] has a row for every route", () => {
    expect(new Set(Object.keys(PERMISSION_MATRIX))).toEqual(new Set(routesOf(createApi(apiPorts))));
  });

  const ROWS = Object.entries(PERMISSION_MATRIX).flatMap(
    ([route, { actors, resources = ["x"], refusal }]) =>
      resources.map((object) => ({ route, who: actors, object, refusal })),
  );
  it.each(ROWS)("[AU3] $route of $object", async ({ route, who: allowed, object, refusal }) => {
    await storeEndpoint("x", { paused: true });
    const [method, pattern] = route.split(" ") as [string, string];
    const path = pattern.replace(/:\w+/, object).replace(/:\w+/, "x").replace("*", "x/y/z");
    const answers: Partial<Record<ActorName, string>> = {};
    const expected: Partial<Record<ActorName, string>> = {};
    for (const [name, actor] of Object.entries(ACTORS) as [ActorName, Actor][]) {
      const { status } = await sendRequest(apiOf(actor), method, path);
      answers[name] = [401, 403].includes(status) ? `${status}` : "done";
      const refused = refusal ?? (name === "stranger" ? "401" : "403");
      expected[name] = allowed.includes(name) ? "done" : refused;
      expect(status).not.toBe(500);
    }
    expect(answers).toEqual(expected);
  });
});

describe("a route", () => {
  const routes = Object.keys(ROUTE_POLICIES);
  const without = (route: string): Record<string, RoutePolicy> =>
    Object.fromEntries(Object.entries(ROUTE_POLICIES).filter(([name]) => name !== route));

  it("[AU2] without its rule stops the start, whichever it is", () => {
    const app = createApi(apiPorts);
    expect(routes.length).toBeGreaterThan(30);
    for (const route of routes) {
      expect(() => assertAllRoutesHavePolicy(app, without(route))).toThrow(route);
    }
  });

  it("[AU2] that is new has no rule yet, by whatever method it is added", () => {
    for (const add of [
      (app: Hono<ApiEnv>) => app.get("/api/v1/new", (c) => c.text("open")),
      (app: Hono<ApiEnv>) => app.all("/api/v1/new", (c) => c.text("open")),
      (app: Hono<ApiEnv>) => app.on("PURGE", "/api/v1/new", (c) => c.text("open")),
      (app: Hono<ApiEnv>) =>
        app.route(
          "/api/v1/new",
          new Hono<ApiEnv>().post("/", (c) => c.text("open")),
        ),
    ]) {
      const app = createApi(apiPorts);
      add(app);
      expect(() => assertAllRoutesHavePolicy(app, ROUTE_POLICIES)).toThrow("without a rule");
    }
  });

  it("[AU2] that is gone leaves no rule behind", () => {
    const rules: Record<string, RoutePolicy> = {
      ...ROUTE_POLICIES,
      "GET /api/v1/gone": { kind: "public" },
    };
    expect(() => assertAllRoutesHavePolicy(createApi(apiPorts), rules)).toThrow("GET /api/v1/gone");
  });

  it("[AU2] without a rule would let no stranger in, even where it had started", async () => {
    const stranger = () =>
      Promise.resolve({
        kind: "authenticated" as const,
        actor: { kind: "stranger" as const },
        by: "header" as const,
      });
    const app = new Hono<ApiEnv>();
    app.use(authorize({}, stranger));
    app.get("/new", (c) => c.text("open"));
    app.onError(toErrorResponse);
    expect((await sendRequest(app, "GET", "/new")).status).toBe(401);
  });

  it("[AU4] whose object decides and that never asks about it answers nothing", async () => {
    const app = new Hono<ApiEnv>();
    app.use(authorize({ "GET /thing": { kind: "per-resource" } }));
    app.get("/thing", (c) => c.text("private"));
    app.onError(toErrorResponse);
    const response = await sendRequest(app, "GET", "/thing");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("private");
  });
});

it("[AU5] only who may change a heartbeat is shown where it reports", async () => {
  const { body } = await createThroughApi({ kind: "heartbeat", url: undefined });
  const shown = async (actor: Actor) => {
    const response = await sendRequest(apiOf(actor), "GET", `/api/v1/endpoints/${body.id}`);
    return (await response.json<{ pingUrl: string | null }>()).pingUrl;
  };
  expect(await shown(ACTORS.editor)).toMatch(/\/ping\//);
  expect(await shown(ACTORS.viewer)).toBeNull();
  expect(await shown(ACTORS.read)).toBeNull();
});
