import { DAY_MS } from "../domain/schedule";
import { Hono, type Context } from "hono";
import * as v from "valibot";
import { isTimeZone } from "../domain/time-zone";
import type { Instant } from "../domain/instant";
import {
  MAINTENANCE_BOUNDS as BOUNDS,
  validateRecurrence,
  windowAt,
  type Maintenance,
} from "../domain/incidents/maintenance";
import type { Period } from "../domain/status/uptime";
import type { ApiPorts } from "../ports";
import type { MaintenanceList } from "../protocol/api";
import { endpointRoom } from "../protocol/rooms";
import type { ApiEnv } from "./context";
import { createOnce } from "./create-once";
import { notFound, HttpError } from "./errors";
import { freshness } from "./freshness";
import {
  decode,
  strictObject,
  expectedText,
  instant,
  pageQuery,
  periodQuery,
  readJson,
  shortText,
  withoutUndefined,
} from "./input";
import { saveEdit, sendEtag } from "./versions";
import { maintenanceView } from "./views";

/** Which windows a list shows where nothing is asked for. */
const DEFAULT_PERIOD = { beforeMs: 30 * DAY_MS, afterMs: 90 * DAY_MS };

const fields = {
  title: shortText(BOUNDS.title),
  endpointIds: v.pipe(
    v.array(shortText({ min: 1, max: 64 }), expectedText("a list of endpoints")),
    v.minLength(BOUNDS.endpointIds.min, "expected at least one endpoint"),
    v.maxLength(BOUNDS.endpointIds.max, `expected at most ${BOUNDS.endpointIds.max}`),
    v.check((ids) => new Set(ids).size === ids.length, "expected each once"),
  ),
  startsAt: instant,
  endsAt: instant,
  timeZone: v.pipe(
    v.string(expectedText("a time zone such as Europe/Berlin")),
    v.check(isTimeZone, expectedText("a time zone such as Europe/Berlin")),
  ),
};
const recurrence = v.nullable(
  v.pipe(
    v.string(expectedText("a cron pattern or null")),
    v.maxLength(BOUNDS.recurrence.max, `expected at most ${BOUNDS.recurrence.max} characters`),
  ),
);
const newMaintenance = strictObject({ ...fields, recurrence: v.optional(recurrence, null) });
const maintenanceChanges = strictObject(v.partial(v.object({ ...fields, recurrence })).entries);

export const maintenanceRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const { limit, cursor, ...asked } = decode(
      v.object({ ...pageQuery, ...periodQuery }),
      c.req.query(),
    );
    const ports = c.var.ports;
    const now = ports.now();
    const period = {
      from: asked.from ?? now - DEFAULT_PERIOD.beforeMs,
      to: asked.to ?? now + DEFAULT_PERIOD.afterMs,
    };
    const live = await ports.rooms.position("all");
    const [page, fresh] = await Promise.all([
      ports.maintenances.list({ limit, cursor }),
      freshness(ports),
    ]);
    const data = page.data.map((one) => maintenanceView(one, period, now));
    const list: MaintenanceList = { ...page, data, live, ...fresh };
    return c.json(list);
  })
  .post("/", async (c) => {
    const ports = c.var.ports;
    const now = ports.now();
    const given = decode(newMaintenance, await readJson(c));
    const maintenance = { ...given, id: "", createdAt: now, updatedAt: now };
    const { created, isNew } = await createOnce(c, {
      kind: "maintenance",
      body: given,
      find: (id) => sendEtag(c, "maintenance", id).then(() => ports.maintenances.find(id)),
      prepare: () => assertValidMaintenance(ports, maintenance, now),
      insert: (id) => ports.maintenances.insert({ ...maintenance, id }),
    });
    if (isNew) await publishChange(ports, null, created, now);
    return c.json(viewOf(created, now), 201);
  })
  .get("/:id", async (c) => {
    const id = c.req.param("id");
    await sendEtag(c, "maintenance", id);
    return c.json(viewOf(await loadMaintenance(c.var.ports, id), c.var.ports.now()));
  })
  .patch("/:id", async (c) => {
    const ports = c.var.ports;
    const now = ports.now();
    const given = decode(maintenanceChanges, await readJson(c));
    const changes = withoutUndefined(given) as Partial<Maintenance>;
    const { before, after } = await saveEdit(c, {
      ...maintenanceEdit(c),
      write: async (stored, edit) => {
        const saved = { before: stored, after: { ...stored, ...changes, updatedAt: edit.at } };
        await assertValidMaintenance(ports, saved.after, now);
        c.var.auth.addAuditNote({ resource: stored.title, before: stored, after: changes });
        return (await ports.maintenances.update(stored.id, changes, edit)) ? { saved } : null;
      },
    });
    await publishChange(ports, before, after, now);
    return c.json(viewOf(after, now));
  })
  .delete("/:id", async (c) => {
    const ports = c.var.ports;
    const maintenance = await saveEdit(c, {
      ...maintenanceEdit(c),
      write: async (saved, edit) =>
        (await ports.maintenances.remove(saved.id, edit)) ? { saved } : null,
    });
    c.var.auth.addAuditNote({ resource: maintenance.title, before: maintenance });
    await publishChange(ports, maintenance, null, ports.now());
    return c.body(null, 204);
  });

async function loadMaintenance(ports: ApiPorts, id: string): Promise<Maintenance> {
  const maintenance = await ports.maintenances.find(id);
  if (!maintenance) throw notFound("maintenance", id);
  return maintenance;
}

const maintenanceEdit = (c: Context<ApiEnv, "/:id">) => ({
  kind: "maintenance" as const,
  id: c.req.param("id"),
  load: () => loadMaintenance(c.var.ports, c.req.param("id")),
  view: (maintenance: Maintenance) => viewOf(maintenance, c.var.ports.now()),
});

const viewOf = (maintenance: Maintenance, now: Instant) =>
  maintenanceView(
    maintenance,
    { from: now - DEFAULT_PERIOD.beforeMs, to: now + DEFAULT_PERIOD.afterMs },
    now,
  );

/** A maintenance that is under way begins and ends for its listeners with what people do to it. */
async function publishChange(
  ports: ApiPorts,
  before: Maintenance | null,
  after: Maintenance | null,
  now: Instant,
): Promise<void> {
  ports.waitUntil(ports.scheduleDispatch());
  const changes = [
    { kind: "ended" as const, maintenance: before },
    { kind: "started" as const, maintenance: after },
  ].flatMap(({ kind, maintenance }) => {
    const window: Period | null = maintenance && windowAt(maintenance, now);
    return maintenance && window ? { kind, maintenance, window } : [];
  });
  if (changes.length === 0) {
    // What is still to come is news to nobody but those who read of it on a page.
    const ids = [before, after].flatMap((maintenance) => maintenance?.endpointIds ?? []);
    return ports.rooms.refreshPages(ids, now);
  }
  const events = changes.map((change) => ports.maintenanceEvent(change, now));
  const concerned = new Set(changes.flatMap(({ maintenance }) => maintenance.endpointIds));
  await ports.rooms.publish(["all", ...[...concerned].map(endpointRoom)], events);
}

async function assertValidMaintenance(
  ports: ApiPorts,
  given: Maintenance,
  now: Instant,
): Promise<void> {
  const problems: Record<string, string> = {};
  const { startsAt, endsAt, recurrence, endpointIds } = given;
  const durationMs = endsAt - startsAt;
  const { min, max } = BOUNDS.durationMs;
  if (durationMs < min) problems["endsAt"] = "expected an end at least a minute after the start";
  else if (durationMs > max) problems["endsAt"] = `expected at most ${max / DAY_MS} days`;
  else if (recurrence === null && endsAt <= now) {
    problems["endsAt"] = "expected an end that is still to come";
  }
  const pattern = validateRecurrence(given);
  if (pattern) problems["recurrence"] = pattern;
  const missing = await ports.endpoints.missing(endpointIds);
  if (missing.length > 0) {
    problems["endpointIds"] = `expected existing endpoints, saw ${missing.join(", ")}`;
  }
  const [first] = Object.entries(problems);
  if (first) throw new HttpError("invalid", first.join(": "), problems);
}
