import type { Context } from "hono";
import { nanoid } from "nanoid";
import {
  INCIDENT_BOUNDS,
  type IncidentRecord,
  type TimelineEntry,
} from "../domain/incidents/actions";
import type { Instant } from "../domain/instant";
import type { ApiPorts } from "../ports";
import type { EntryCounts, IncidentResponseChanges } from "../ports/incidents";
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

/** An incident that leads, with the names of what checks still see down, and how much was done about it. */
type ParentIncident = IncidentRecord & { down: string[]; counts: EntryCounts };

export type IncidentActionHandler = (
  incident: ParentIncident,
  now: Instant,
) => PlannedAction | null;

/** What a person does to an incident as they saw it, answered with what it is then. */
export async function respondWithAction(
  c: Context<ApiEnv, "/:id">,
  version: number | undefined,
  decide: IncidentActionHandler,
  status: 200 | 201 = 200,
): Promise<Response> {
  const [ports, id] = [c.var.ports, c.req.param("id")];
  const seen = expectedVersions(c, version);
  await applyAction(ports, id, { by: incidentAuthor(c), seen, decide });
  return incidentResponse(c, id, status);
}

/** Those that somebody may act on; null where any will do. */
export const expectedVersions = (
  c: Context<ApiEnv>,
  version: number | undefined,
): number[] | null => (version === undefined ? ifMatch(c) : [version]);

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
  if (!("write" in action)) assertRoomForEntry(incident, action);
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

export const concurrentChangeError = () =>
  new HttpError(
    "conflict",
    "expected the incidents as they were, saw that somebody changed one; look again",
    { version: "expected those that were seen, saw later ones" },
  );

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
  // Counted after the version is read: a write in between changes the version, and this one is refused.
  return { ...incident, down, counts: await ports.incidents.countEntries(id) };
}

/** An act that closes the incident is always accepted. */
function assertRoomForEntry(
  { counts, closedAt }: ParentIncident,
  { entry, changes }: { entry: EntryDraft; changes: IncidentResponseChanges },
): void {
  if (closedAt === null && changes.closedAt) return;
  if (entry.kind === "update") assertRoomForUpdates(counts.updates + 1);
  else if (counts.acts >= INCIDENT_BOUNDS.acts.max) {
    const { max } = INCIDENT_BOUNDS.acts;
    throw new HttpError(
      "conflict",
      `expected at most ${max} acts on one incident; open another one`,
    );
  }
}

export function assertRoomForUpdates(count: number): void {
  const { max } = INCIDENT_BOUNDS.updates;
  if (count <= max) return;
  throw new HttpError(
    "conflict",
    `expected at most ${max} updates of one incident; edit one of them, or resolve it and open another one`,
  );
}

async function versionConflictError(
  ports: ApiPorts,
  id: string,
  seen: readonly number[],
): Promise<HttpError> {
  const [current, last] = await Promise.all([
    incidentDetail(ports, id),
    ports.incidents.lastEntry(id),
  ]);
  return editConflictError({
    version: current.version,
    by: last?.by ?? null,
    at: last?.at ?? Date.parse(current.startedAt),
    did: last ? PAST_TENSE[last.kind] : undefined,
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

/** Why one incident cannot become a part of another, as a sentence; null where it can. */
export function validateMerge(
  from: IncidentRecord,
  into: IncidentRecord,
  version?: number,
): string | null {
  if (from.id === into.id) return "expected another incident, saw the same one";
  if (from.parentId !== from.id) return `expected one by itself, saw a part of ${from.parentId}`;
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
