import type { Context } from "hono";
import { OBJECT_LIMITS, REQUEST_LIMITS, type LimitedKind } from "../domain/limits";
import type { Actor } from "../domain/permissions";
import type { ApiPorts } from "../ports";
import { actorKey } from "./actor";
import type { ApiEnv } from "./context";
import { HttpError } from "./errors";
import type { RoutePolicy } from "./route-policies";

/** The period of the limits in wrangler.toml. */
const RATE_LIMIT_SECONDS = 60;

/** Refuses one more where there are as many as there may be. */
export async function assertBelowLimit(
  ports: ApiPorts,
  kind: LimitedKind,
  owner = "",
): Promise<void> {
  const { max, of, then } = OBJECT_LIMITS[kind];
  const count = await ports.limits.count(kind, owner);
  if (count < max) return;
  throw new HttpError("limit_reached", `expected fewer than ${max} ${of}, saw ${count}; ${then}`);
}

/** Refuses an actor who asks for too much in a minute, before anything is done. */
export async function assertWithinRate(
  c: Context<ApiEnv>,
  rule: RoutePolicy | undefined,
  actor: Actor,
): Promise<void> {
  const kind = requestKind(c.req.method, rule);
  if (!kind || (await c.var.ports.limits.isWithinRate(kind, actorKey(actor)))) return;
  c.header("retry-after", String(RATE_LIMIT_SECONDS));
  const limit = kind === "heartbeat" ? "600 reports" : rateText(REQUEST_LIMITS[kind]);
  throw new HttpError(
    "rate_limited",
    `expected at most ${limit} a minute from one person or token; try again after ${RATE_LIMIT_SECONDS} s`,
  );
}

const rateText = ({ max, of }: { max: number; of: string }) => `${max} ${of}`;

function requestKind(method: string, rule: RoutePolicy | undefined) {
  if (rule?.kind === "permission" && rule.isHeavy) return "heavy";
  if (method === "GET" || method === "HEAD") return null;
  // What a heartbeat reports is what its own route decides about.
  if (rule?.kind === "per-resource") return "heartbeat";
  return rule?.kind === "permission" ? "write" : null;
}
