import { Hono } from "hono";
import {
  isClosedState,
  validateTransition,
  withRevision,
  type Impact,
  type TimelineEntry,
  type IncidentRecord,
} from "../domain/incidents/actions";
import type { ApiPorts } from "../ports";
import type { IncidentResponseChanges } from "../ports/incidents";
import type { ApiEnv } from "./context";
import { createOnce } from "./create-once";
import { notFound, HttpError } from "./errors";
import {
  incidentChangesSchema,
  mergeSchema,
  newIncidentSchema,
  newUpdateSchema,
  versionSchema,
  updateChangesSchema,
} from "./incident-input";
import {
  acknowledgeAction,
  applyAction,
  assertRoomForUpdates,
  concurrentChangeError,
  incidentAuthor,
  incidentResponse,
  respondWithAction,
  expectedVersions,
  timelineEntry,
  validateMerge,
  incidentClosedError,
  publishIncident,
  type IncidentActionHandler,
} from "./incident-actions";
import { loadIncident } from "./incidents";
import { decode, readJson } from "./input";

/** What people do with incidents. What is done to one that is part of another is done to that. */
export const incidentActionRoutes = new Hono<ApiEnv>()
  .post("/", async (c) => {
    const ports = c.var.ports;
    const now = ports.now();
    const input = decode(newIncidentSchema, await readJson(c));
    const { title, severity, status, affected, body, startedAt = now } = input;
    const by = incidentAuthor(c);
    const closedAt = isClosedState(status) ? now : null;
    const { created } = await createOnce(c, {
      kind: "incident",
      body: input,
      find: (id) => ports.incidents.find(id),
      async prepare() {
        const impacts = await impactsOf(ports, affected);
        assertValidTransition({ closedAt: null }, status);
        if (startedAt <= now) return impacts;
        const problem = "expected an instant that is not still to come";
        throw new HttpError("invalid", `startedAt: ${problem}`, { startedAt: problem });
      },
      async insert(id, impacts) {
        const entries = [timelineEntry({ id }, { kind: "opened", by, at: now })];
        if (body !== undefined)
          entries.push(timelineEntry({ id }, { kind: "update", by, at: now, status, body }));
        const isNew = await ports.incidents.open(
          { id, title, severity, state: status, impacts, startedAt, closedAt, openedBy: by },
          entries,
        );
        if (!isNew) return false;
        await publishIncident(ports, id, entries.at(-1)!);
        ports.waitUntil(ports.scheduleDispatch());
        return true;
      },
    });
    return incidentResponse(c, created.id, 201);
  })
  .patch("/:id", async (c) => {
    const { version, affected, ...given } = decode(incidentChangesSchema, await readJson(c));
    const impacts = affected && (await impactsOf(c.var.ports, affected));
    return respondWithAction(c, version, (incident) => {
      if (given.title === null && incident.openedBy !== null) {
        const problem = "expected a title, since no endpoint's name says what it is about";
        throw new HttpError("invalid", `title: ${problem}`, { title: problem });
      }
      const changes = changedOnly(incident, { ...defined(given), ...(impacts && { impacts }) });
      const fields = Object.keys(changes);
      if (fields.length === 0) return null;
      const { impacts: affects, ...detail } = changes;
      return {
        changes,
        entry: {
          kind: fields.every((field) => field === "assignedTo") ? "assigned" : "changed",
          detail: { ...detail, ...(affects && { affected: null }) } as TimelineEntry["detail"],
        },
      };
    });
  })
  .post("/:id/updates", async (c) => {
    const given = decode(newUpdateSchema, await readJson(c));
    const { status, body, version } = given;
    const [ports, incidentId] = [c.var.ports, c.req.param("id")];
    const decide =
      (id: string): IncidentActionHandler =>
      (incident, now) => {
        const state = status ?? incident.state;
        assertValidTransition(incident, state, incident.down);
        const isClosing = isClosedState(state) && incident.closedAt === null;
        return {
          changes: { state, ...(isClosing && { closedAt: now }) },
          entry: { id, kind: "update", status: state, body },
        };
      };
    await createOnce(c, {
      kind: `update of ${incidentId}`,
      body: given,
      find: (id) => ports.incidents.findEntry(id),
      prepare: () => Promise.resolve(),
      async insert(id) {
        await applyAction(ports, incidentId, {
          by: incidentAuthor(c),
          seen: expectedVersions(c, version),
          decide: decide(id),
        });
        return true;
      },
    });
    return incidentResponse(c, incidentId, 201);
  })
  .patch("/:id/updates/:updateId", async (c) => {
    const { body, version } = decode(updateChangesSchema, await readJson(c));
    const ports = c.var.ports;
    const update = await ports.incidents.findEntry(c.req.param("updateId"));
    const { parentId } = await loadIncident(ports, c.req.param("id"));
    if (update?.kind !== "update" || update.incidentId !== parentId) {
      throw notFound("update", c.req.param("updateId"));
    }
    return respondWithAction(c, version, (incident, now) => {
      if (body === update.body) return null;
      const before = { body: update.body ?? "", at: now, by: incidentAuthor(c) };
      const edited = { id: update.id, body, revisions: withRevision(update.revisions, before) };
      return {
        write: () => ports.incidents.edit(incident, edited),
        entry: { ...update, ...edited },
      };
    });
  })
  .post("/:id/acknowledge", async (c) => {
    const { version } = decode(versionSchema, await readJson(c, {}));
    return respondWithAction(c, version, acknowledgeAction(incidentAuthor(c)));
  })
  .delete("/:id/acknowledge", async (c) =>
    respondWithAction(c, undefined, ({ acknowledgedBy, closedAt }) => {
      if (acknowledgedBy === null) return null;
      // Nobody could take it on again: who was on it stays known.
      if (closedAt !== null) throw incidentClosedError();
      return {
        changes: { acknowledgedAt: null, acknowledgedBy: null },
        entry: { kind: "unacknowledged" },
      };
    }),
  )
  .post("/:id/merge", async (c) => {
    const { into: target, version } = decode(mergeSchema, await readJson(c));
    const ports = c.var.ports;
    const from = await loadIncident(ports, c.req.param("id"));
    const aim = await loadIncident(ports, target);
    const into = aim.id === aim.parentId ? aim : await loadIncident(ports, aim.parentId);
    const problem = validateMerge(from, into, version);
    if (problem) throw new HttpError("conflict", problem);
    const counts = await Promise.all(
      [from, into].map(({ id }) => ports.incidents.countEntries(id)),
    );
    assertRoomForUpdates(counts.reduce((sum, { updates }) => sum + updates, 0));
    const detail = { incidentId: from.id, name: from.title ?? from.endpointName };
    c.var.auth.addAuditNote({ resource: detail.name ?? from.id });
    const entry = timelineEntry(into, {
      kind: "merged",
      by: incidentAuthor(c),
      at: ports.now(),
      detail,
    });
    if (!(await ports.incidents.merge({ from, into }, entry))) throw concurrentChangeError();
    await publishIncident(ports, into.id, entry);
    ports.waitUntil(ports.scheduleDispatch());
    return incidentResponse(c, into.id);
  })
  .post("/:id/unmerge", async (c) => {
    const ports = c.var.ports;
    const incident = await loadIncident(ports, c.req.param("id"));
    if (incident.parentId === incident.id) {
      throw new HttpError(
        "conflict",
        "expected an incident that is part of another, saw one by itself",
      );
    }
    const lead = await loadIncident(ports, incident.parentId);
    const detail = { incidentId: incident.id, name: incident.endpointName };
    const entry = timelineEntry(lead, {
      kind: "separated",
      by: incidentAuthor(c),
      at: ports.now(),
      detail,
    });
    if (!(await ports.incidents.unmerge(incident.id, lead, entry))) throw concurrentChangeError();
    await publishIncident(ports, lead.id, entry);
    await publishIncident(ports, incident.id, null);
    // What is left of either may be over.
    ports.waitUntil(ports.scheduleDispatch());
    return incidentResponse(c, incident.id);
  });

function assertValidTransition(
  incident: Pick<IncidentRecord, "closedAt">,
  to: IncidentRecord["state"],
  down: readonly string[] = [],
): void {
  const problem = validateTransition(incident, to, down);
  if (problem) throw new HttpError("conflict", problem, { status: problem });
}

async function impactsOf(
  ports: ApiPorts,
  affected: readonly { endpointId: string; impact: Impact }[],
): Promise<Record<string, Impact>> {
  const missing = await ports.endpoints.missing(affected.map(({ endpointId }) => endpointId));
  if (missing.length > 0) {
    const problem = `expected existing endpoints, saw ${missing.join(", ")}`;
    throw new HttpError("invalid", `affected: ${problem}`, { affected: problem });
  }
  return Object.fromEntries(affected.map(({ endpointId, impact }) => [endpointId, impact]));
}

const defined = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>;
  };

const changedOnly = (
  incident: IncidentRecord,
  changes: IncidentResponseChanges,
): IncidentResponseChanges =>
  Object.fromEntries(
    Object.entries(changes).filter(
      ([field, value]) =>
        JSON.stringify(value) !== JSON.stringify(incident[field as keyof IncidentRecord]),
    ),
  );
