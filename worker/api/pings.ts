import { DAY_MS } from "../domain/schedule";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { clientAddress } from "../auth/client-address";
import { afterReport, type Heartbeat, type Report } from "../domain/heartbeat";
import type { ApiPorts } from "../ports";
import type { Reporter } from "../ports/heartbeats";
import type { ApiEnv } from "./context";
import { notFound, Refusal } from "./errors";

const MAX_RUN_ID = 64;
const MAX_EXIT_STATUS = 255;

/** In which reports are counted, as in wrangler.toml. */
const REPORT_SECONDS = 60;

/** These doors are open, and whatever comes in by them asks the database. */
const notTooOften = createMiddleware<ApiEnv>(async (c, next) => {
  const address = clientAddress(c.req.raw);
  if (address === null || (await c.var.ports.heartbeats.mayReport(address))) return next();
  c.header("retry-after", String(REPORT_SECONDS));
  return c.text("(rate limited)", 429);
});

/**
 * Where heartbeats report, open to whoever knows a token. The paths are those of Healthchecks
 * (https://healthchecks.io/docs/http_api/). A token that is unknown and one that was revoked get the
 * same answer, after the same query.
 */
export const pings = new Hono<ApiEnv>()
  .use(notTooOften)
  .on(["GET", "HEAD", "POST"], ["/:token", "/:token/:what"], async (c) => {
    const report = reportOf(c.req.param("what"), c.req.query("rid") ?? null);
    const find = () => c.var.ports.heartbeats.find(c.req.param("token"));
    const reporter = report && (await find());
    if (!reporter) return c.text("(not found)", 404);
    await accept(c.var.ports, { reporter, report, find });
    return c.text("OK");
  })
  .all("*", (c) => c.text("(not found)", 404));

/**
 * Uptime Kuma's form: `?status=up|down&msg=&ping=`. The message is not kept.
 * https://github.com/louislam/uptime-kuma/wiki/Internal-API
 */
export const pushes = new Hono<ApiEnv>()
  .use(notTooOften)
  .on(["GET", "POST"], "/:token", async (c) => {
    const find = () => c.var.ports.heartbeats.find(c.req.param("token"));
    const reporter = await find();
    if (!reporter) return c.json({ ok: false, msg: "Monitor not found or not active." }, 404);
    const pingMs = Number.parseFloat(c.req.query("ping") ?? "");
    const isGood = (c.req.query("status") ?? "up") === "up";
    const report = {
      kind: isGood ? "success" : "fail",
      runId: null,
      exitStatus: null,
      durationMs: pingMs >= 0 && pingMs <= DAY_MS ? Math.round(pingMs) : null,
    } as const;
    await accept(c.var.ports, { reporter, report, find });
    return c.json({ ok: true });
  });

/**
 * The same for whoever is known and may: a token with the scope `ping:<endpoint id>`, or somebody
 * who may change endpoints. `what` is as in the paths of heartbeats; without it all is well.
 */
export const reports = new Hono<ApiEnv>().on(
  "POST",
  ["/:id/report", "/:id/report/:what"],
  async (c) => {
    const { asking, ports } = c.var;
    const { id, what } = c.req.param() as { id: string; what?: string };
    asking.need("write", { kind: "report", endpointId: id });
    asking.note({ isRoutine: true });
    const report = reportOf(what, c.req.query("rid") ?? null);
    if (!report) {
      const message = `expected start, fail, log or an exit status of 0 to ${MAX_EXIT_STATUS}`;
      throw new Refusal("invalid", message);
    }
    const find = () => ports.heartbeats.of(id);
    const reporter = await find();
    if (!reporter) throw notFound("heartbeat", id);
    await accept(ports, { reporter, report, find });
    return c.body(null, 204);
  },
);

/** What the last part of the path says; null where it says nothing known. */
function reportOf(what: string | undefined, rid: string | null): Report | null {
  const runId = rid === null ? null : rid.slice(0, MAX_RUN_ID);
  const end = { runId, exitStatus: null, durationMs: null };
  if (what === undefined) return { kind: "success", ...end };
  if (what === "start") return { kind: "start", runId };
  if (what === "fail") return { kind: "fail", ...end };
  if (what === "log") return { kind: "log" };
  if (!/^\d{1,3}$/.test(what) || Number(what) > MAX_EXIT_STATUS) return null;
  const exitStatus = Number(what);
  return { kind: exitStatus === 0 ? "success" : "fail", ...end, exitStatus };
}

type Find = () => Promise<Reporter | null>;
type Reported = { reporter: Reporter; report: Report; find: Find };

/** Notes the report; where it is likely to change a status, that is looked at at once. */
async function accept(ports: ApiPorts, { reporter, report, find }: Reported): Promise<void> {
  const { endpoint, heartbeat, status } = reporter;
  const next = afterReport(heartbeat, report, ports.now());
  if (next !== heartbeat) await ports.heartbeats.store(endpoint, next);
  const isEnd = report.kind === "success" || report.kind === "fail";
  const isNews =
    isEnd &&
    (next.hasFailed !== heartbeat.hasFailed || status !== (next.hasFailed ? "DOWN" : "UP"));
  if (isNews && !endpoint.paused) {
    ports.afterwards(lookUntilCurrent(ports, { endpointId: endpoint.id, known: next, find }));
  }
}

/** More reports than this in one moment are left to the next tick. */
const MAX_LOOKS = 5;

/** A look that began before a later report may be judged after that one's: then it looks again. */
async function lookUntilCurrent(
  ports: ApiPorts,
  { endpointId, known, find }: { endpointId: string; known: Heartbeat; find: Find },
): Promise<void> {
  let seen = JSON.stringify(known);
  for (let look = 0; look < MAX_LOOKS; look++) {
    await ports.checkNow(endpointId);
    const now = JSON.stringify((await find())?.heartbeat ?? known);
    if (now === seen) return;
    seen = now;
  }
}
