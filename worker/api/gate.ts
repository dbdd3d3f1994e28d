import type { Context, Hono } from "hono";
import { inspectRoutes } from "hono/dev";
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { identify, isForeign, type Identity } from "../auth/door";
import { expectedRight, may, type Action, type Actor, type Thing } from "../domain/authority";
import type { Env } from "../env";
import type { ErrorCode } from "../protocol/errors";
import type { ApiEnv, Noted } from "./context";
import { Refusal } from "./errors";
import { keep } from "./kept";
import type { Rule } from "./rules";

type Rules = Readonly<Record<string, Rule>>;
export type Identify = (request: Request, env: Env, moment: object) => Promise<Identity>;

/** Stands before every route and lets through by its rule. What has no rule nobody passes. */
export const gate = (rules: Rules, identifyBy: Identify = identify) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const rule = ruleOf(c, rules);
    const { actor, refusal } = await whoComes(c, rule, identifyBy);
    const asked: Thing[] = [];
    const need = (action: Action, thing: Thing) => {
      asked.push(thing);
      if (may(actor, action, thing)) return;
      throw refusal ?? new Refusal("forbidden", expectedRight(actor, action, thing));
    };
    let noted: Noted | null = null;
    const note = (what: Noted) => {
      noted = what;
    };
    c.set("asking", {
      actor,
      may: (action, thing) => may(actor, action, thing),
      need,
      refusal,
      note,
    });
    if (rule?.kind === "right") need(rule.action, rule.thing);
    if (!rule && refusal) throw refusal;
    const told = refusal === null && isWrite(c) ? await c.var.ports.rooms.willTell() : null;
    await next();
    if (told && c.res.status < 500) c.var.ports.afterwards(told());
    if (rule?.kind === "object" && asked.length === 0 && c.res.status < 400) {
      throw new Error(`${c.req.method} ${c.req.path} answered without asking who may`);
    }
    if (rule?.kind === "right" && rule.isTrial) return;
    await keep(c, { route: ruledRoute(c, rules), actor, noted });
  });

/** By those who may: what they change is heard by all who listen. */
const isWrite = (c: Context<ApiEnv>): boolean => c.req.method !== "GET" && c.req.method !== "HEAD";

/**
 * What depends on who asks is kept by nobody between us. Only what is open, or was asked about its
 * object, may say otherwise. Upgrades have headers of their own.
 */
export const keptPrivate = (rules: Rules) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    await next();
    if (c.res.status === 101) return;
    const kind = ruleOf(c, rules)?.kind;
    const decides = (kind === "open" || kind === "object") && c.res.ok;
    if (!decides || !c.res.headers.has("cache-control")) {
      c.header("cache-control", "private, no-store");
    }
    c.header("x-content-type-options", "nosniff");
  });

/** Throws where a route has no rule, or a rule no route: then nothing starts. */
export function refuseUnruled(app: Hono<ApiEnv>, rules: Rules): void {
  const routes = new Set(routesOf(app));
  const unruled = [...routes].filter((route) => !Object.hasOwn(rules, route));
  const unused = Object.keys(rules).filter((route) => !routes.has(route));
  if (unruled.length > 0) throw new Error(`routes without a rule: ${unruled.join(", ")}`);
  if (unused.length > 0) throw new Error(`rules without a route: ${unused.join(", ")}`);
}

export const routesOf = (app: Hono<ApiEnv>): string[] =>
  inspectRoutes(app as unknown as Hono)
    .filter(({ isMiddleware }) => !isMiddleware)
    .map(({ method, path }) => `${method} ${path}`);

function ruledRoute(c: Context, rules: Rules): string {
  const routes = matchedRoutes(c).map(({ method, path }) => `${method} ${path}`);
  return routes.find((route) => Object.hasOwn(rules, route)) ?? "";
}

const ruleOf = (c: Context, rules: Rules): Rule | undefined => rules[ruledRoute(c, rules)];

/** Who comes; a stranger with the reason why they are no more than that. */
type Comer = { actor: Actor; refusal: Refusal | null };

async function whoComes(
  c: Context<ApiEnv>,
  rule: Rule | undefined,
  identifyBy: Identify,
): Promise<Comer> {
  if (rule?.kind === "open") return stranger(UNAUTHENTICATED);
  if (rule?.kind === "door") {
    if (isForeign(c.req.raw, "door")) throw new Refusal(...FOREIGN);
    return stranger(UNAUTHENTICATED);
  }
  const identity = await identifyBy(c.req.raw, c.env, c.executionCtx);
  if (identity.kind === "closed") return stranger(["unavailable", identity.message]);
  const { actor, by } = identity;
  if (actor.kind === "stranger") return stranger(UNAUTHENTICATED);
  // What another site's page sends with our cookie counts for nothing.
  if (by === "cookie" && isForeign(c.req.raw, "cookie")) return stranger(FOREIGN);
  return { actor, refusal: null };
}

const UNAUTHENTICATED = ["unauthenticated", "expected a valid token or session"] as const;
const FOREIGN = ["forbidden", "expected the request to come from this site's own pages"] as const;

const stranger = ([code, message]: readonly [ErrorCode, string]): Comer => ({
  actor: { kind: "stranger" },
  refusal: new Refusal(code, message),
});
