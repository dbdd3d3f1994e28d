import type { Context, Hono } from "hono";
import { inspectRoutes } from "hono/dev";
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { authenticate, isCrossOrigin, type AuthResult } from "../../auth/authenticate";
import {
  requiredPermission,
  isAllowed,
  isLimited,
  type Action,
  type Actor,
  type Resource,
} from "../../domain/permissions";
import type { Env } from "../../env";
import type { ErrorCode } from "../../protocol/errors";
import type { ApiEnv, AuditNote } from "../context";
import { HttpError } from "../errors";
import { writeAuditLog } from "../audit-log";
import { assertWithinRate } from "../limits";
import type { RoutePolicy } from "../route-policies";

type RoutePolicies = Readonly<Record<string, RoutePolicy>>;
export type Authenticate = (request: Request, env: Env, moment: object) => Promise<AuthResult>;

/** Stands before every route and lets through by its rule. What has no rule nobody passes. */
export const authorize = (rules: RoutePolicies, identifyBy: Authenticate = authenticate) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const rule = policyOf(c, rules);
    const { actor, error } = await identifyRequester(c, rule, identifyBy);
    const requested: Resource[] = [];
    const require = (action: Action, resource: Resource) => {
      requested.push(resource);
      if (isAllowed(actor, action, resource)) return;
      const message = requiredPermission(actor, action, resource);
      const fields = isLimited(actor) ? { secondFactor: message } : undefined;
      throw error ?? new HttpError("forbidden", message, fields);
    };
    let auditNote = null as AuditNote | null;
    const addAuditNote = (note: AuditNote) => {
      auditNote = note;
    };
    c.set("auth", {
      actor,
      isAllowed: (action, resource) => isAllowed(actor, action, resource),
      require,
      error,
      addAuditNote,
    });
    if (rule?.kind === "permission") require(rule.action, rule.resource);
    if (!rule && error) throw error;
    if (error === null) await assertWithinRate(c, rule, actor);
    const endPublish = error === null && isWrite(c) ? await c.var.ports.rooms.beginPublish() : null;
    await next();
    if (endPublish && c.res.status < 500) c.var.ports.waitUntil(endPublish());
    if (rule?.kind === "per-resource" && requested.length === 0 && c.res.status < 400) {
      throw new Error(`${c.req.method} ${c.req.path} answered without asking who may`);
    }
    if (rule?.kind === "permission" && rule.isDryRun && !auditNote) return;
    await writeAuditLog(c, { route: routeWithPolicy(c, rules), actor, note: auditNote });
  });

/** By those who may: what they change is heard by all who listen. */
const isWrite = (c: Context<ApiEnv>): boolean => c.req.method !== "GET" && c.req.method !== "HEAD";

/**
 * What depends on who asks is kept by nobody between us. Only what is open, or was asked about its
 * object, may say otherwise. Upgrades have headers of their own.
 */
export const privateCache = (rules: RoutePolicies) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    await next();
    if (c.res.status === 101) return;
    const kind = policyOf(c, rules)?.kind;
    const isCacheable = (kind === "public" || kind === "per-resource") && c.res.ok;
    if (!isCacheable || !c.res.headers.has("cache-control")) {
      c.header("cache-control", "private, no-store");
    }
    c.header("x-content-type-options", "nosniff");
  });

/** Throws where a route has no rule, or a rule no route: then nothing starts. */
export function assertAllRoutesHavePolicy(app: Hono<ApiEnv>, rules: RoutePolicies): void {
  const routes = new Set(routesOf(app));
  const missing = [...routes].filter((route) => !Object.hasOwn(rules, route));
  const unused = Object.keys(rules).filter((route) => !routes.has(route));
  if (missing.length > 0) throw new Error(`routes without a rule: ${missing.join(", ")}`);
  if (unused.length > 0) throw new Error(`rules without a route: ${unused.join(", ")}`);
}

export const routesOf = (app: Hono<ApiEnv>): string[] =>
  inspectRoutes(app as unknown as Hono)
    .filter(({ isMiddleware }) => !isMiddleware)
    .map(({ method, path }) => `${method} ${path}`);

function routeWithPolicy(c: Context, rules: RoutePolicies): string {
  const routes = matchedRoutes(c).map(({ method, path }) => `${method} ${path}`);
  return routes.find((route) => Object.hasOwn(rules, route)) ?? "";
}

const policyOf = (c: Context, rules: RoutePolicies): RoutePolicy | undefined =>
  rules[routeWithPolicy(c, rules)];

/** Who comes; a stranger with the reason why they are no more than that. */
type Requester = { actor: Actor; error: HttpError | null };

async function identifyRequester(
  c: Context<ApiEnv>,
  rule: RoutePolicy | undefined,
  identifyBy: Authenticate,
): Promise<Requester> {
  if (rule?.kind === "public") return stranger(UNAUTHENTICATED);
  if (rule?.kind === "same-origin") {
    if (isCrossOrigin(c.req.raw, "sign-in")) throw new HttpError(...CROSS_ORIGIN);
    return stranger(UNAUTHENTICATED);
  }
  const identity = await identifyBy(c.req.raw, c.env, c.executionCtx);
  if (identity.kind === "disabled") return stranger(["unavailable", identity.message]);
  const { actor, by } = identity;
  if (actor.kind === "stranger") return stranger(UNAUTHENTICATED);
  // What another site's page sends with our cookie counts for nothing.
  if (by === "cookie" && isCrossOrigin(c.req.raw, "cookie")) return stranger(CROSS_ORIGIN);
  return { actor, error: null };
}

const UNAUTHENTICATED = ["unauthenticated", "expected a valid token or session"] as const;
const CROSS_ORIGIN = [
  "forbidden",
  "expected the request to come from this site's own pages",
] as const;

const stranger = ([code, message]: readonly [ErrorCode, string]): Requester => ({
  actor: { kind: "stranger" },
  error: new HttpError(code, message),
});
