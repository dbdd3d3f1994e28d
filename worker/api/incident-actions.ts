import type { Context } from "hono";
import { nanoid } from "nanoid";
import type { TimelineEntry, IncidentRecord } from "../domain/incidents/actions";
import type { Instant } from "../domain/instant";
import type { ApiPorts } from "../ports";
import type { IncidentResponseChanges } from "../ports/incidents";
import { endpointRoom } from "../protocol/rooms";
import type { ApiEnv } from "./context";
import { HttpError } from "./errors";
import { incidentDetail, loadIncident } from "./incidents";
import { editConflictError, ifMatch, setEtag } from "./versions";

/** Who is written down as having done something. */
export function incidentAuthor(c: Context<ApiEnv>): string {
  const { actor } = c.var.auth;
  return "name" in actor ? actor.name : "owner";
}

type EntryDraft = Partial<TimelineEntry> & Pick<TimelineEntry, "kind">;

export const timelineEntry = (
  { id: incidentId }: Pick<IncidentRecord, "id">,
  entry: EntryDraft & Pick<TimelineEntry, "by" | "at">,
): TimelineEntry => ({
  id: nanoid(12),
  incidentId,
  status: null,
  body: null,
  detail: {},
  revisions: [],
  ...entry,
});

/** What is to be done; null where it is done already. */
type PlannedAction = { entry: EntryDraft } & (
  | { changes: IncidentResponseChanges }
  /** For what is no change of the incident itself. */
  | { write: () => Promise<boolean> }
);

/** An incident that leads, with the names of what checks still see down. */
type ParentIncident = IncidentRecord & { down: string[] };

type IncidentActionHandler = (incident: ParentIncident, now: Instant) => PlannedAction | null;

/** What a person does to an incident as they saw it, answered with what it is then. */
export async function respondWithAction(
  c: Context<ApiEnv, "/:id">,
  version: number | undefined,
  decide: IncidentActionHandler,
  status: 200 | 201 = 200,
): Promise<Response> {
  const [ports, id] = [c.var.ports, c.req.param("id")];
  const seen = version === undefined ? ifMatch(c) : [version];
  await applyAction(ports, id, { by: incidentAuthor(c), seen, decide });
  return incidentResponse(c, id, status);
}

/** An incident with its version. */
export async function incidentResponse(
  c: Context<ApiEnv>,
  id: string,
  status: 200 | 201 = 200,
): Promise<Response> {
  const detail = await incidentDetail(c.var.ports, id);
  setEtag(c, detail.version);
  return c.json(detail, status);
}

/**
 * Decides and carries out what somebody does to an incident. Of two who act at once the second is told
 * what the first did, and nothing of theirs is written.
 */
export async function applyAction(
  ports: ApiPorts,
  id: string,
  { by, seen, decide }: { by: string; seen: number[] | null; decide: IncidentActionHandler },
): Promise<void> {
  const now = ports.now();
  const { parentId } = await loadIncident(ports, id);
  const incident = await loadParentIncident(ports, parentId);
  if (seen && !seen.includes(incident.version)) {
    throw await versionConflictError(ports, parentId, seen);
  }
  const action = decide(incident, now);
  if (!action) return;
  const entry = timelineEntry(incident, { by, at: now, ...action.entry });
  const isDone =
    "write" in action
      ? await action.write()
      : await ports.incidents.change(incident, action.changes, entry);
  if (!isDone) {
    // Where nobody else was there, a check was: what it saw is a reason of its own.
    const found = await loadParentIncident(ports, parentId);
    if (found.version === incident.version) decide(found, now);
    throw await versionConflictError(ports, parentId, [incident.version]);
  }
  await publishIncident(ports, parentId, entry);
  ports.waitUntil(ports.scheduleDispatch());
}

export const incidentClosedError = () =>
  new HttpError("conflict", "expected an open incident, saw one that is over");

/** Takes an incident on; again changes nothing, and what somebody else has is theirs. */
export const acknowledgeAction =
  (by: string): IncidentActionHandler =>
  ({ acknowledgedBy, acknowledgedAt, closedAt }, now) => {
    if (acknowledgedBy === by) return null;
    if (acknowledgedBy !== null && acknowledgedAt !== null) {
      const when = new Date(acknowledgedAt).toISOString();
      throw new HttpError(
        "conflict",
        `expected nobody on it yet, saw ${acknowledgedBy} since ${when}`,
      );
    }
    if (closedAt !== null) throw incidentClosedError();
    return {
      changes: { acknowledgedAt: now, acknowledgedBy: by },
      entry: { kind: "acknowledged" },
    };
  };

async function loadParentIncident(ports: ApiPorts, id: string): Promise<ParentIncident> {
  const [incident, merged] = await Promise.all([
    loadIncident(ports, id),
    ports.incidents.merged(id),
  ]);
  const down = [incident, ...merged].flatMap(({ resolvedAt, endpointName }) =>
    resolvedAt === null && endpointName !== null ? endpointName : [],
  );
  return { ...incident, down };
}

async function versionConflictError(
  ports: ApiPorts,
  id: string,
  seen: readonly number[],
): Promise<HttpError> {
  const [current, entries] = await Promise.all([
    incidentDetail(ports, id),
    ports.incidents.entries(id),
  ]);
  const last = entries.at(-1);
  return editConflictError({
    version: current.version,
    by: last?.by ?? null,
    at: last?.at ?? Date.parse(current.startedAt),
    did: last && PAST_TENSE[last.kind],
    seen: seen.join(", "),
    current,
  });
}

const PAST_TENSE: Record<TimelineEntry["kind"], string> = {
  opened: "opened it",
  update: "wrote an update",
  acknowledged: "acknowledged it",
  unacknowledged: "took the acknowledgement back",
  assigned: "assigned it",
  changed: "changed it",
  merged: "merged another one into it",
  separated: "separated one from it",
};

/** Tells all who listen, and those who listen to one of the endpoints. */
export async function publishIncident(
  ports: ApiPorts,
  id: string,
  entry: TimelineEntry | null,
): Promise<void> {
  const incident = await loadIncident(ports, id);
  const event = ports.incidentEvent(incident, entry, ports.now());
  const affectedRooms = incident.affected.map(({ endpointId }) => endpointRoom(endpointId));
  await ports.rooms.publish(["all", ...affectedRooms], [event]);
}
