import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Env } from "../env";
import type { ApiPorts } from "../ports";
import { audit } from "./audit";
import { channels } from "./channels";
import type { ApiEnv } from "./context";
import { days } from "./days";
import { endpoints } from "./endpoints";
import { answerProblem, Refusal } from "./errors";
import { exports } from "./exports";
import { gate, keptPrivate, refuseUnruled, type Identify } from "./gate";
import { health } from "./health";
import { history } from "./history";
import { hooks } from "./hooks";
import { incidentWork } from "./incident-work";
import { incidents } from "./incidents";
import { maintenances } from "./maintenances";
import { notificationRules } from "./notification-rules";
import { oidc } from "./oidc";
import { overview } from "./overview";
import { pages } from "./pages";
import { subscribers } from "./subscribers";
import { invitations, people } from "./people";
import { pings, pushes, reports } from "./pings";
import { profile } from "./profile";
import { rooms } from "./rooms";
import { RULES } from "./rules";
import { resealing } from "./resealing";
import { session } from "./session";
import { sessions } from "./sessions";
import { joining, setup } from "./setup";
import { tokens } from "./tokens";
import { settings } from "./settings";

/** A body of 64 KiB, escaped as JSON, and all else of an endpoint. */
const MAX_BODY_BYTES = 512 * 1024;

/** The HTTP API, each route behind its rule. `ports` are made anew for each request. */
export function createApi(
  portsOf: (env: Env, ctx: ExecutionContext, ownHost: string) => ApiPorts,
  identify?: Identify,
): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
    .use(async (c, next) => {
      const { host } = new URL(c.req.url);
      c.set("ports", portsOf(c.env, c.executionCtx as ExecutionContext, host));
      await next();
    })
    .use(keptPrivate(RULES))
    .use(gate(RULES, identify))
    .route("/healthz", health)
    .route("/ping", pings)
    .route("/api/push", pushes)
    .use("/api/*", bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }))
    .route("/api/v1/setup", setup)
    .route("/api/v1/joining", joining)
    .route("/api/v1/session", session)
    .route("/api/v1/session", oidc)
    .route("/api/v1/profile", profile)
    .route("/api/v1/sessions", sessions)
    .route("/api/v1/people", people)
    .route("/api/v1/invitations", invitations)
    .route("/api/v1/tokens", tokens)
    .route("/api/v1/audit", audit)
    .route("/api/v1/channels", channels)
    .route("/api/v1/endpoints", endpoints)
    .route("/api/v1/endpoints", history)
    .route("/api/v1/endpoints", reports)
    .route("/api/v1/days", days)
    .route("/api/v1/export", exports)
    .route("/api/v1/hooks", hooks)
    .route("/api/v1/incidents", incidents)
    .route("/api/v1/incidents", incidentWork)
    .route("/api/v1/maintenances", maintenances)
    .route("/api/v1/overview", overview)
    .route("/api/v1/pages", pages)
    .route("/api/v1/pages", subscribers)
    .route("/api/v1/secrets", resealing)
    .route("/api/v1/rooms", rooms)
    .route("/api/v1/settings", settings)
    .route("/api/v1/rules", notificationRules)
    .notFound((c) => {
      throw new Refusal(
        "not_found",
        `expected a path of the API, saw ${c.req.method} ${c.req.path}`,
      );
    })
    .onError(answerProblem);
  const api = app as unknown as Hono<ApiEnv>;
  refuseUnruled(api, RULES);
  return api;
}

function tooLarge(): never {
  throw new Refusal("too_large", `expected a body of at most ${MAX_BODY_BYTES} bytes`);
}
