import type { Context } from "hono";
import { nanoid } from "nanoid";
import type { IncidentEntry, IncidentRecord } from "../domain/incident-work";
import type { Instant } from "../domain/instant";
import type { ApiPorts } from "../ports";
import type { WorkChanges } from "../ports/incidents";
import { endpointRoom } from "../protocol/rooms";
import type { ApiEnv } from "./context";
import { Refusal } from "./errors";
import { detailOf, loadIncident } from "./incidents";

/** Who is written down as having done something. */
export function actorName(c: Context<ApiEnv>): string {
  const { actor } = c.var.asking;
  return "name" in actor ? actor.name : "owner";
}

type Act = Partial<IncidentEntry> & Pick<IncidentEntry, "kind">;

export const entryOf = (
  { id: incidentId }: Pick<IncidentRecord, "id">,
  act: Act & Pick<IncidentEntry, "by" | "at">,
): IncidentEntry => ({
  id: nanoid(12),
  incidentId,
  status: null,
  body: null,
  detail: {},
  earlier: [],
  ...act,
});

/** What is to be done; null where it is done already. */
type Deed = { entry: Act } & (
  | { changes: WorkChanges }
  /** For what is no change of the incident itself. */
  | { write: () => Promise<boolean> }
);

/** An incident that leads, with the names of what checks still see down. */
type Working = IncidentRecord & { down: string[] };

type Decide = (incident: Working, now: Instant) => Deed | null;

/** What a person does to an incident as they saw it, answered with what it is then. */
export async function carryOut(
  c: Context<ApiEnv, "/:id">,
  version: number | undefined,
  decide: Decide,
  status: 200 | 201 = 200,
): Promise<Response> {
  const [ports, id] = [c.var.ports, c.req.param("id")];
  await perform(ports, id, { by: actorName(c), version, decide });
  return c.json(await detailOf(ports, id), status);
}

/**
 * Decides and carries out what somebody does to an incident. Of two who act at once the second is told
 * what the first did, and nothing of theirs is written.
 */
export async function perform(
  ports: ApiPorts,
  id: string,
  { by, version, decide }: { by: string; version?: number | undefined; decide: Decide },
): Promise<void> {
  const now = ports.now();
  const { lead } = await loadIncident(ports, id);
  const incident = await loadWorking(ports, lead);
  if (version !== undefined && version !== incident.version) {
    throw await conflict(ports, lead, version);
  }
  const deed = decide(incident, now);
  if (!deed) return;
  const entry = entryOf(incident, { by, at: now, ...deed.entry });
  const isDone =
    "write" in deed
      ? await deed.write()
      : await ports.incidents.change(incident, deed.changes, entry);
  if (!isDone) {
    // Where nobody else was there, a check was: what it saw is a reason of its own.
    const found = await loadWorking(ports, lead);
    if (found.version === incident.version) decide(found, now);
    throw await conflict(ports, lead, incident.version);
  }
  await tellIncident(ports, lead, entry);
  ports.afterwards(ports.wakeNotifier());
}

export const isOver = () =>
  new Refusal("conflict", "expected an open incident, saw one that is over");

/** Takes an incident on; again changes nothing, and what somebody else has is theirs. */
export const acknowledging =
  (by: string): Decide =>
  ({ acknowledgedBy, acknowledgedAt, closedAt }, now) => {
    if (acknowledgedBy === by) return null;
    if (acknowledgedBy !== null && acknowledgedAt !== null) {
      const when = new Date(acknowledgedAt).toISOString();
      throw new Refusal(
        "conflict",
        `expected nobody on it yet, saw ${acknowledgedBy} since ${when}`,
      );
    }
    if (closedAt !== null) throw isOver();
    return {
      changes: { acknowledgedAt: now, acknowledgedBy: by },
      entry: { kind: "acknowledged" },
    };
  };

async function loadWorking(ports: ApiPorts, id: string): Promise<Working> {
  const [incident, merged] = await Promise.all([
    loadIncident(ports, id),
    ports.incidents.merged(id),
  ]);
  const down = [incident, ...merged].flatMap(({ resolvedAt, endpointName }) =>
    resolvedAt === null && endpointName !== null ? endpointName : [],
  );
  return { ...incident, down };
}

async function conflict(ports: ApiPorts, id: string, seen: number): Promise<Refusal> {
  const [{ version }, entries] = await Promise.all([
    loadIncident(ports, id),
    ports.incidents.entries(id),
  ]);
  const last = entries.at(-1);
  const what = last ? `; ${last.by} ${DONE[last.kind]} meanwhile` : "";
  return new Refusal("conflict", `expected version ${version}, saw ${seen}${what}`, {
    version: `expected ${version}, saw ${seen}`,
  });
}

const DONE: Record<IncidentEntry["kind"], string> = {
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
export async function tellIncident(
  ports: ApiPorts,
  id: string,
  act: IncidentEntry | null,
): Promise<void> {
  const incident = await loadIncident(ports, id);
  const event = ports.incidentEvent(incident, act, ports.now());
  const concerned = incident.affected.map(({ endpointId }) => endpointRoom(endpointId));
  await ports.rooms.publish(["all", ...concerned], [event]);
}
