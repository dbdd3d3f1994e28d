import * as v from "valibot";
import type { CheckStatus } from "../domain/checks/check";
import { TIMELINE_ENTRY_KINDS, INCIDENT_STATES } from "../domain/incidents/actions";
import { STATUSES } from "../domain/status/status";
import { componentStatusSchema, publicIncidentSchema } from "./public-page";

const status = v.picklist(STATUSES);
const iso = v.pipe(v.string(), v.isoTimestamp());
const milliseconds = v.pipe(v.number(), v.minValue(0));

const event = <const Type extends string, Data extends v.ObjectEntries>(type: Type, data: Data) =>
  v.object({ type: v.literal(type), at: iso, data: v.object(data) });

const maintenance = {
  maintenanceId: v.string(),
  title: v.string(),
  endpointIds: v.array(v.string()),
  startsAt: iso,
  endsAt: iso,
};
const stallSource = v.picklist(["cron", "all"]);

/** Everything that can happen in a room, with exactly the names and fields that are promised. */
export const liveEventSchema = v.variant("type", [
  event("endpoint:status-changed", {
    endpointId: v.string(),
    endpointName: v.string(),
    previousStatus: status,
    currentStatus: status,
    timestamp: iso,
    responseTime: v.nullable(milliseconds),
    errorMessage: v.nullable(v.string()),
  }),
  event("incident:started", {
    incidentId: v.string(),
    endpointId: v.string(),
    endpointName: v.string(),
    startedAt: iso,
    failureCount: v.number(),
  }),
  event("incident:resolved", {
    incidentId: v.string(),
    endpointId: v.string(),
    endpointName: v.string(),
    resolvedAt: iso,
    duration: milliseconds,
  }),
  /** What people do about an incident, and what becomes part of it. `act` is null where checks did. */
  event("incident:updated", {
    incidentId: v.string(),
    /** As `GET /incidents/:id` has it, without its updates. */
    incident: v.record(v.string(), v.unknown()),
    /** The incidents that are part of it. */
    partIds: v.array(v.string()),
    act: v.nullable(
      v.object({
        kind: v.picklist(TIMELINE_ENTRY_KINDS),
        by: v.string(),
        status: v.nullable(v.picklist(INCIDENT_STATES)),
        body: v.nullable(v.string()),
      }),
    ),
  }),
  event("endpoint:created", {
    endpointId: v.string(),
    name: v.string(),
    url: v.string(),
    method: v.string(),
  }),
  event("endpoint:updated", {
    endpointId: v.string(),
    changes: v.record(v.string(), v.unknown()),
  }),
  event("endpoint:deleted", { endpointId: v.string(), name: v.string() }),
  event("maintenance:started", maintenance),
  event("maintenance:ended", maintenance),
  /** These three are heard in the rooms of public pages alone. */
  event("component:status-changed", {
    componentId: v.string(),
    previousStatus: componentStatusSchema,
    currentStatus: componentStatusSchema,
    timestamp: iso,
  }),
  event("page:incident-changed", { incident: publicIncidentSchema }),
  /** Something of it was edited: its state is to be read anew. */
  event("page:updated", { slug: v.string() }),
  /** `cron`: the clock covers for it. `all`: nobody ticked, and nothing is known of that time. */
  event("clock:stalled", { source: stallSource, since: iso }),
  event("clock:recovered", { source: stallSource, since: iso, duration: milliseconds }),
]);
export type LiveEvent = v.InferOutput<typeof liveEventSchema>;
export type LiveEventOf<Type extends LiveEvent["type"]> = Extract<LiveEvent, { type: Type }>;

/**
 * One check on the wire. In the room `all` the first four; in an endpoint's own room also when,
 * from where, and why not healthy.
 */
export const wireCheckSchema = v.union([
  v.strictTuple([v.string(), status, v.nullable(milliseconds), v.nullable(v.number())]),
  v.strictTuple([
    v.string(),
    status,
    v.nullable(milliseconds),
    v.nullable(v.number()),
    iso,
    v.nullable(v.string()),
    v.nullable(v.string()),
  ]),
]);
export type WireCheck = v.InferOutput<typeof wireCheckSchema>;
export type FullWireCheck = Extract<WireCheck, { length: 7 }>;

/** `check:completed` as clients hear it; it has no sequence number: the next check repairs a lost one. */
export type CheckCompleted = {
  type: "check:completed";
  at: string;
  data: {
    endpointId: string;
    status: CheckStatus;
    responseTime: number | null;
    statusCode: number | null;
    region: string | null;
    errorMessage: string | null;
  };
};

/** Unpacks one check of a frame whose checks were made at `asOf`. */
export function checkCompleted(check: WireCheck, asOf: string): CheckCompleted {
  const [
    endpointId,
    status,
    responseTime,
    statusCode,
    at = asOf,
    region = null,
    errorMessage = null,
  ] = check;
  return {
    type: "check:completed",
    at,
    data: { endpointId, status, responseTime, statusCode, region, errorMessage },
  };
}
