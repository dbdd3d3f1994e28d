import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Env } from "../env";
import type { ApiPorts } from "../ports";
import { auditRoutes } from "./audit";
import { channelRoutes } from "./channels";
import type { ApiEnv } from "./context";
import { dailyUptimeRoutes } from "./daily-uptime";
import { endpointRoutes } from "./endpoints";
import { toErrorResponse, HttpError } from "./errors";
import { exportRoutes } from "./exports";
import {
  authorize,
  privateCache,
  assertAllRoutesHavePolicy,
  type Authenticate,
} from "./middleware/authorize";
import { healthRoutes } from "./health";
import { historyRoutes } from "./history";
import { callbackRoutes } from "./callbacks";
import { incidentActionRoutes } from "./incident-routes";
import { incidentRoutes } from "./incidents";
import { maintenanceRoutes } from "./maintenances";
import { ruleRoutes } from "./notification-rules";
import { oidcRoutes } from "./oidc";
import { overviewRoutes } from "./overview";
import { pageRoutes } from "./pages";
import { subscriberRoutes } from "./subscribers";
import { invitationRoutes, userRoutes } from "./users";
import { pingRoutes, uptimeKumaRoutes, endpointPingRoutes } from "./pings";
import { profileRoutes } from "./profile";
import { roomRoutes } from "./rooms";
import { ROUTE_POLICIES } from "./route-policies";
import { keyRotationRoutes } from "./rotate-keys";
import { signInRoutes } from "./session";
import { sessionRoutes } from "./sessions";
import { invitationAcceptRoutes, setupRoutes } from "./setup";
import { tokenRoutes } from "./tokens";
import { settingsRoutes } from "./settings";

/** A body of 64 KiB, escaped as JSON, and all else of an endpoint. */
const MAX_BODY_BYTES = 512 * 1024;

/** The HTTP API, each route behind its rule. `ports` are made anew for each request. */
export function createApi(
  portsOf: (env: Env, ctx: ExecutionContext, ownHost: string) => ApiPorts,
  identify?: Authenticate,
): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
    .use(async (c, next) => {
      const { host } = new URL(c.req.url);
      c.set("ports", portsOf(c.env, c.executionCtx as ExecutionContext, host));
      await next();
    })
    .use(privateCache(ROUTE_POLICIES))
    .use(authorize(ROUTE_POLICIES, identify))
    .route("/healthz", healthRoutes)
    .route("/ping", pingRoutes)
    .route("/api/push", uptimeKumaRoutes)
    .use("/api/*", bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }))
    .route("/api/v1/setup", setupRoutes)
    .route("/api/v1/invitations", invitationAcceptRoutes)
    .route("/api/v1/session", signInRoutes)
    .route("/api/v1/session", oidcRoutes)
    .route("/api/v1/profile", profileRoutes)
    .route("/api/v1/sessions", sessionRoutes)
    .route("/api/v1/people", userRoutes)
    .route("/api/v1/invitations", invitationRoutes)
    .route("/api/v1/tokens", tokenRoutes)
    .route("/api/v1/audit", auditRoutes)
    .route("/api/v1/channels", channelRoutes)
    .route("/api/v1/endpoints", endpointRoutes)
    .route("/api/v1/endpoints", historyRoutes)
    .route("/api/v1/endpoints", endpointPingRoutes)
    .route("/api/v1/uptime/daily", dailyUptimeRoutes)
    .route("/api/v1/export", exportRoutes)
    .route("/api/v1/integrations", callbackRoutes)
    .route("/api/v1/incidents", incidentRoutes)
    .route("/api/v1/incidents", incidentActionRoutes)
    .route("/api/v1/maintenances", maintenanceRoutes)
    .route("/api/v1/overview", overviewRoutes)
    .route("/api/v1/pages", pageRoutes)
    .route("/api/v1/pages", subscriberRoutes)
    .route("/api/v1/secrets", keyRotationRoutes)
    .route("/api/v1/rooms", roomRoutes)
    .route("/api/v1/settings", settingsRoutes)
    .route("/api/v1/rules", ruleRoutes)
    .notFound((c) => {
      throw new HttpError(
        "not_found",
        `expected a path of the API, saw ${c.req.method} ${c.req.path}`,
      );
    })
    .onError(toErrorResponse);
  const api = app as unknown as Hono<ApiEnv>;
  assertAllRoutesHavePolicy(api, ROUTE_POLICIES);
  return api;
}

function tooLarge(): never {
  throw new HttpError("too_large", `expected a body of at most ${MAX_BODY_BYTES} bytes`);
}
