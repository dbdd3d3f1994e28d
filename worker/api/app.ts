import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { admit, type Admission } from "../auth/door";
import type { Env } from "../env";
import type { ApiPorts } from "../ports";
import { endpoints } from "./endpoints";
import { answerProblem, Refusal } from "./errors";
import { exports } from "./exports";
import { health } from "./health";
import { history } from "./history";
import { incidents } from "./incidents";
import { maintenances } from "./maintenances";
import { overview } from "./overview";
import { pings, pushes } from "./pings";
import { rooms } from "./rooms";
import { session } from "./session";

export type ApiEnv = { Bindings: Env; Variables: { ports: ApiPorts } };

/** A body of 64 KiB, escaped as JSON, and all else of an endpoint. */
const MAX_BODY_BYTES = 512 * 1024;

const needsActor = createMiddleware<ApiEnv>(async (c, next) => {
  const refusal = refusalFor(await admit(c.req.raw, c.env));
  if (refusal) throw refusal;
  await next();
});

/** What depends on who asks is never kept by anyone between us. Upgrades have headers of their own. */
const keptPrivate = createMiddleware<ApiEnv>(async (c, next) => {
  await next();
  if (c.res.status === 101) return;
  c.header("cache-control", "private, no-store");
  c.header("x-content-type-options", "nosniff");
});

/** The HTTP API. `ports` are made anew for each request, by whoever serves it. */
export function createApi(portsOf: (env: Env, ctx: ExecutionContext, ownHost: string) => ApiPorts) {
  return new Hono<ApiEnv>()
    .use(async (c, next) => {
      const { host } = new URL(c.req.url);
      c.set("ports", portsOf(c.env, c.executionCtx as ExecutionContext, host));
      await next();
    })
    .use(keptPrivate)
    .route("/healthz", health)
    .route("/ping", pings)
    .route("/api/push", pushes)
    .use("/api/*", bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }))
    .route("/api/v1/session", session)
    .use("/api/*", needsActor)
    .route("/api/v1/endpoints", endpoints)
    .route("/api/v1/endpoints", history)
    .route("/api/v1/export", exports)
    .route("/api/v1/incidents", incidents)
    .route("/api/v1/maintenances", maintenances)
    .route("/api/v1/overview", overview)
    .route("/api/v1/rooms", rooms)
    .notFound((c) => {
      throw new Refusal(
        "not_found",
        `expected a path of the API, saw ${c.req.method} ${c.req.path}`,
      );
    })
    .onError(answerProblem);
}

function tooLarge(): never {
  throw new Refusal("too_large", `expected a body of at most ${MAX_BODY_BYTES} bytes`);
}

function refusalFor(admission: Admission): Refusal | null {
  switch (admission.kind) {
    case "actor":
      return null;
    case "closed":
      return new Refusal("unavailable", admission.message);
    case "stranger":
      return new Refusal("unauthenticated", "expected a valid token or session");
    case "foreign":
      return new Refusal("forbidden", "expected the request to come from this site's own pages");
  }
}
