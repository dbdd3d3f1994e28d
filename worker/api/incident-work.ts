import { Hono } from "hono";
import { nanoid } from "nanoid";
import {
  isClosedState,
  refusedState,
  type Impact,
  type IncidentEntry,
  type IncidentRecord,
} from "../domain/incident-work";
import type { ApiPorts } from "../ports";
import type { WorkChanges } from "../ports/incidents";
import type { ApiEnv } from "./context";
import { notFound, Refusal } from "./errors";
import {
  incidentChanges,
  mergeInto,
  newIncident,
  newUpdate,
  seenVersion,
  updateChanges,
} from "./incident-input";
import { acknowledging, actorName, carryOut, entryOf, isOver, tellIncident } from "./incident-act";
import { detailOf, loadIncident } from "./incidents";
import { decode, readJson } from "./input";
import { newId } from "./new-id";

/** What people do with incidents. What is done to one that is part of another is done to that. */
export const incidentWork = new Hono<ApiEnv>()
  .post("/", async (c) => {
    const ports = c.var.ports;
    const now = ports.now();
    const {
      title,
      severity,
      status,
      affected,
      body,
      startedAt = now,
    } = decode(newIncident, await readJson(c));
    const impacts = await impactsOf(ports, affected);
    refuse({ closedAt: null }, status);
    if (startedAt > now) {
      const problem = "expected an instant that is not still to come";
      throw new Refusal("invalid", `startedAt: ${problem}`, { startedAt: problem });
    }
    const id = await newId("incident", c.req.header("idempotency-key"));
    const by = actorName(c);
    const closedAt = isClosedState(status) ? now : null;
    const opened = entryOf({ id }, { kind: "opened", by, at: now });
    const update = entryOf({ id }, { kind: "update", by, at: now, status, body: body ?? null });
    const isNew = await ports.incidents.open(
      { id, title, severity, state: status, impacts, startedAt, closedAt, openedBy: by },
      body === undefined ? [opened] : [opened, update],
    );
    if (isNew) {
      await tellIncident(ports, id, body === undefined ? opened : update);
      ports.afterwards(ports.wakeNotifier());
    }
    return c.json(await detailOf(ports, id), 201);
  })
  .patch("/:id", async (c) => {
    const { version, affected, ...given } = decode(incidentChanges, await readJson(c));
    const impacts = affected && (await impactsOf(c.var.ports, affected));
    return carryOut(c, version, (incident) => {
      if (given.title === null && incident.openedBy !== null) {
        const problem = "expected a title, since no endpoint's name says what it is about";
        throw new Refusal("invalid", `title: ${problem}`, { title: problem });
      }
      const changes = changedOnly(incident, { ...defined(given), ...(impacts && { impacts }) });
      const fields = Object.keys(changes);
      if (fields.length === 0) return null;
      const { impacts: affects, ...detail } = changes;
      return {
        changes,
        entry: {
          kind: fields.every((field) => field === "assignedTo") ? "assigned" : "changed",
          detail: { ...detail, ...(affects && { affected: null }) } as IncidentEntry["detail"],
        },
      };
    });
  })
  .post("/:id/updates", async (c) => {
    const { status, body, version } = decode(newUpdate, await readJson(c));
    const key = c.req.header("idempotency-key");
    const id = key === undefined ? nanoid(12) : await newId(`update ${c.req.param("id")}`, key);
    const known = await c.var.ports.incidents.findEntry(id);
    if (known) return c.json(await detailOf(c.var.ports, c.req.param("id")), 201);
    return carryOut(
      c,
      version,
      (incident, now) => {
        const state = status ?? incident.state;
        refuse(incident, state, incident.down);
        const isClosing = isClosedState(state) && incident.closedAt === null;
        return {
          changes: { state, ...(isClosing && { closedAt: now }) },
          entry: { id, kind: "update", status: state, body },
        };
      },
      201,
    );
  })
  .patch("/:id/updates/:updateId", async (c) => {
    const { body, version } = decode(updateChanges, await readJson(c));
    const ports = c.var.ports;
    const update = await ports.incidents.findEntry(c.req.param("updateId"));
    const { lead } = await loadIncident(ports, c.req.param("id"));
    if (update?.kind !== "update" || update.incidentId !== lead) {
      throw notFound("update", c.req.param("updateId"));
    }
    return carryOut(c, version, (incident, now) => {
      if (body === update.body) return null;
      const before = { body: update.body ?? "", at: now, by: actorName(c) };
      const edited = { id: update.id, body, earlier: [...update.earlier, before] };
      return {
        write: () => ports.incidents.edit(incident, edited),
        entry: { ...update, ...edited },
      };
    });
  })
  .post("/:id/acknowledge", async (c) => {
    const { version } = decode(seenVersion, await readJson(c, {}));
    return carryOut(c, version, acknowledging(actorName(c)));
  })
  .delete("/:id/acknowledge", async (c) =>
    carryOut(c, undefined, ({ acknowledgedBy, closedAt }) => {
      if (acknowledgedBy === null) return null;
      // Nobody could take it on again: who was on it stays known.
      if (closedAt !== null) throw isOver();
      return {
        changes: { acknowledgedAt: null, acknowledgedBy: null },
        entry: { kind: "unacknowledged" },
      };
    }),
  )
  .post("/:id/merge", async (c) => {
    const { into: target, version } = decode(mergeInto, await readJson(c));
    const ports = c.var.ports;
    const from = await loadIncident(ports, c.req.param("id"));
    const aim = await loadIncident(ports, target);
    const into = aim.id === aim.lead ? aim : await loadIncident(ports, aim.lead);
    const problem = refusedMerge(from, into, version);
    if (problem) throw new Refusal("conflict", problem);
    const detail = { incidentId: from.id, name: from.title ?? from.endpointName };
    c.var.asking.note({ thing: detail.name ?? from.id });
    const entry = entryOf(into, { kind: "merged", by: actorName(c), at: ports.now(), detail });
    if (!(await ports.incidents.merge({ from, into }, entry))) throw meanwhile();
    await tellIncident(ports, into.id, entry);
    ports.afterwards(ports.wakeNotifier());
    return c.json(await detailOf(ports, into.id));
  })
  .post("/:id/separate", async (c) => {
    const ports = c.var.ports;
    const incident = await loadIncident(ports, c.req.param("id"));
    if (incident.lead === incident.id) {
      throw new Refusal(
        "conflict",
        "expected an incident that is part of another, saw one by itself",
      );
    }
    const lead = await loadIncident(ports, incident.lead);
    const detail = { incidentId: incident.id, name: incident.endpointName };
    const entry = entryOf(lead, { kind: "separated", by: actorName(c), at: ports.now(), detail });
    if (!(await ports.incidents.separate(incident.id, lead, entry))) throw meanwhile();
    await tellIncident(ports, lead.id, entry);
    await tellIncident(ports, incident.id, null);
    // What is left of either may be over.
    ports.afterwards(ports.wakeNotifier());
    return c.json(await detailOf(ports, incident.id));
  });

const meanwhile = () =>
  new Refusal(
    "conflict",
    "expected the incidents as they were, saw that somebody changed one; look again",
    { version: "expected those that were seen, saw later ones" },
  );

function refusedMerge(from: IncidentRecord, into: IncidentRecord, version?: number): string | null {
  if (from.id === into.id) return "expected another incident, saw the same one";
  if (from.lead !== from.id) return `expected one by itself, saw a part of ${from.lead}`;
  if (from.openedBy !== null) {
    return "expected an incident that checks opened, saw a person's; merge the other one into it";
  }
  if (from.closedAt !== null || into.closedAt !== null) {
    return "expected two open incidents, saw one that is over";
  }
  return version !== undefined && version !== from.version
    ? `expected version ${from.version}, saw ${version}; somebody changed it meanwhile`
    : null;
}

function refuse(
  incident: Pick<IncidentRecord, "closedAt">,
  to: IncidentRecord["state"],
  down: readonly string[] = [],
): void {
  const problem = refusedState(incident, to, down);
  if (problem) throw new Refusal("conflict", problem, { status: problem });
}

async function impactsOf(
  ports: ApiPorts,
  affected: readonly { endpointId: string; impact: Impact }[],
): Promise<Record<string, Impact>> {
  const missing = await ports.endpoints.missing(affected.map(({ endpointId }) => endpointId));
  if (missing.length > 0) {
    const problem = `expected existing endpoints, saw ${missing.join(", ")}`;
    throw new Refusal("invalid", `affected: ${problem}`, { affected: problem });
  }
  return Object.fromEntries(affected.map(({ endpointId, impact }) => [endpointId, impact]));
}

const defined = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>;
  };

const changedOnly = (incident: IncidentRecord, changes: WorkChanges): WorkChanges =>
  Object.fromEntries(
    Object.entries(changes).filter(
      ([field, value]) =>
        JSON.stringify(value) !== JSON.stringify(incident[field as keyof IncidentRecord]),
    ),
  );
