import { DAY_MS } from "../domain/schedule";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { clientAddress } from "../auth/client-address";
import { applyReport, type Heartbeat, type HeartbeatReport } from "../domain/checks/heartbeat";
import type { ApiPorts } from "../ports";
import type { HeartbeatSource } from "../ports/heartbeats";
import type { ApiEnv } from "./context";
import { notFound, HttpError } from "./errors";

const MAX_RUN_ID = 64;
const MAX_EXIT_STATUS = 255;

/** The period of HEARTBEAT_LIMIT in wrangler.toml. */
const RATE_LIMIT_SECONDS = 60;

/** These doors are open, and whatever comes in by them asks the database. */
const limitRate = createMiddleware<ApiEnv>(async (c, next) => {
  const address = clientAddress(c.req.raw);
  if (address === null || (await c.var.ports.heartbeats.isWithinRateLimit(address))) return next();
  c.header("retry-after", String(RATE_LIMIT_SECONDS));
  return c.text("(rate limited)", 429);
});

/**
 * Where heartbeats report, open to whoever knows a token. The paths are those of Healthchecks
 * (https://healthchecks.io/docs/http_api/). A token that is unknown and one that was revoked get the
 * same answer, after the same query.
 */
export const pingRoutes = new Hono<ApiEnv>()
  .use(limitRate)
  .on(["GET", "HEAD", "POST"], ["/:token", "/:token/:what"], async (c) => {
    const report = parseReport(c.req.param("what"), c.req.query("rid") ?? null);
    const find = () => c.var.ports.heartbeats.find(c.req.param("token"));
    const source = report && (await find());
    if (!source) return c.text("(not found)", 404);
    await recordReport(c.var.ports, { source, report, find });
    return c.text("OK");
  })
  .all("*", (c) => c.text("(not found)", 404));

/**
 * Uptime Kuma's form: `?status=up|down&msg=&ping=`. The message is not kept.
 * https://github.com/louislam/uptime-kuma/wiki/Internal-API
 */
export const uptimeKumaRoutes = new Hono<ApiEnv>()
  .use(limitRate)
  .on(["GET", "POST"], "/:token", async (c) => {
    const find = () => c.var.ports.heartbeats.find(c.req.param("token"));
    const source = await find();
    if (!source) return c.json({ ok: false, msg: "Monitor not found or not active." }, 404);
    const pingMs = Number.parseFloat(c.req.query("ping") ?? "");
    const isGood = (c.req.query("status") ?? "up") === "up";
    const report = {
      kind: isGood ? "success" : "fail",
      runId: null,
      exitStatus: null,
      durationMs: pingMs >= 0 && pingMs <= DAY_MS ? Math.round(pingMs) : null,
    } as const;
    await recordReport(c.var.ports, { source, report, find });
    return c.json({ ok: true });
  });

/**
 * The same for whoever is known and may: a token with the scope `ping:<endpoint id>`, or somebody
 * who may change endpoints. `what` is as in the paths of heartbeats; without it all is well.
 */
export const endpointPingRoutes = new Hono<ApiEnv>().on(
  "POST",
  ["/:id/ping", "/:id/ping/:what"],
  async (c) => {
    const { auth, ports } = c.var;
    const { id, what: signal } = c.req.param() as { id: string; what?: string };
    auth.require("write", { kind: "report", endpointId: id });
    auth.addAuditNote({ isUnlogged: true });
    const report = parseReport(signal, c.req.query("rid") ?? null);
    if (!report) {
      const message = `expected start, fail, log or an exit status of 0 to ${MAX_EXIT_STATUS}`;
      throw new HttpError("invalid", message);
    }
    const find = () => ports.heartbeats.findByEndpoint(id);
    const source = await find();
    if (!source) throw notFound("heartbeat", id);
    await recordReport(ports, { source, report, find });
    return c.body(null, 204);
  },
);

/** What the last part of the path says; null where it says nothing known. */
function parseReport(signal: string | undefined, rid: string | null): HeartbeatReport | null {
  const runId = rid === null ? null : rid.slice(0, MAX_RUN_ID);
  const end = { runId, exitStatus: null, durationMs: null };
  if (signal === undefined) return { kind: "success", ...end };
  if (signal === "start") return { kind: "start", runId };
  if (signal === "fail") return { kind: "fail", ...end };
  if (signal === "log") return { kind: "log" };
  if (!/^\d{1,3}$/.test(signal) || Number(signal) > MAX_EXIT_STATUS) return null;
  const exitStatus = Number(signal);
  return { kind: exitStatus === 0 ? "success" : "fail", ...end, exitStatus };
}

type Find = () => Promise<HeartbeatSource | null>;
type ReceivedReport = { source: HeartbeatSource; report: HeartbeatReport; find: Find };

/** Notes the report; where it is likely to change a status, that is looked at at once. */
async function recordReport(
  ports: ApiPorts,
  { source, report, find }: ReceivedReport,
): Promise<void> {
  const { endpoint, heartbeat, status } = source;
  const next = applyReport(heartbeat, report, ports.now());
  if (next !== heartbeat) await ports.heartbeats.store(endpoint, next);
  const isEnd = report.kind === "success" || report.kind === "fail";
  const isChange =
    isEnd &&
    (next.lastReportFailed !== heartbeat.lastReportFailed ||
      status !== (next.lastReportFailed ? "DOWN" : "UP"));
  if (isChange && !endpoint.paused) {
    ports.waitUntil(checkUntilCurrent(ports, { endpointId: endpoint.id, known: next, find }));
  }
}

/** More reports than this in one moment are left to the next tick. */
const MAX_RECHECKS = 5;

/** A look that began before a later report may be judged after that one's: then it looks again. */
async function checkUntilCurrent(
  ports: ApiPorts,
  { endpointId, known, find }: { endpointId: string; known: Heartbeat; find: Find },
): Promise<void> {
  let previous = JSON.stringify(known);
  for (let attempt = 0; attempt < MAX_RECHECKS; attempt++) {
    await ports.runManualCheck(endpointId);
    const now = JSON.stringify((await find())?.heartbeat ?? known);
    if (now === previous) return;
    previous = now;
  }
}
