import { checkRecord, STATUS_BY_HEALTH, type CheckRecord } from "../domain/checks/check";
import { toIso, type Instant } from "../domain/instant";
import { windowAt, windowsIn, type Maintenance } from "../domain/incidents/maintenance";
import type { Alert } from "../domain/alerts/alert";
import { formatReason } from "../domain/reason";
import type { Period } from "../domain/status/uptime";
import type { DryRun } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import type { CheckView, EndpointView, MaintenanceView, TestResult } from "../protocol/api";
import { checkDetailsView } from "../protocol/check-details";
import type { NotificationSubject } from "../protocol/notifications";
import { editableSecrets, maskedSecrets } from "./mask-secrets";

/** `pingUrl` is told only where a heartbeat's own page or its maker asks. */
export function endpointView(
  record: EndpointRecord,
  { isEditor, pingUrl = null }: { isEditor: boolean; pingUrl?: string | null },
): EndpointView {
  const { endpoint, state, lastCheck, errorMessage, uptime24h, maintenance } = record;
  const secrets = isEditor ? editableSecrets(endpoint) : maskedSecrets(endpoint);
  const shown = { ...endpoint, ...secrets };
  const { number: _, createdAt, updatedAt, url, headers, auth, ...settings } = shown;
  return {
    ...settings,
    url: url || null,
    pingUrl,
    headers,
    auth,
    status: state.status,
    since: toIso(state.since),
    lastCheckedAt: isoOrNull(lastCheck?.at),
    lastResponseTime: lastCheck?.responseTime ?? null,
    errorMessage,
    uptime24h,
    maintenance: maintenance && { ...maintenance, endsAt: toIso(maintenance.endsAt) },
    details: checkDetailsView(state.details),
    createdAt: toIso(createdAt),
    updatedAt: toIso(updatedAt),
  };
}

/** A check that was only tried: what it amounts to, then each look and each step. */
export function dryRunView({ checked, steps }: DryRun): TestResult {
  const { verdict, results } = checked;
  const [first, ...others] = results.map(checkRecord);
  const { region: _, at: __, ...summary } = first!;
  const observation = results[0]!.observation;
  return {
    ...summary,
    status: STATUS_BY_HEALTH[verdict.health],
    errorMessage: verdict.health === "healthy" ? null : formatReason(verdict.reason),
    results: [first!, ...others].map(({ at: ___, ...result }) => result),
    steps,
    details: checkDetailsView(
      observation.outcome === "unknowable" ? null : (observation.details ?? null),
    ),
  };
}

export const checkView = ({ at, ...check }: CheckRecord): CheckView => ({
  at: toIso(at),
  ...check,
});

const isoOrNull = (at: Instant | null | undefined): string | null =>
  at === null || at === undefined ? null : toIso(at);

/** What a message is about: the endpoint that it names, or what a person opened. */
export const subjectView = (alert: Alert, additionalEndpoints = 0): NotificationSubject => ({
  endpointId: alert.endpointId,
  endpointName: alert.endpointId === null ? null : alert.endpointName,
  title: alert.endpointId === null ? alert.title : null,
  additionalEndpoints,
  level: alert.level,
});

/** How many windows of one maintenance a list shows. */
const MAX_OCCURRENCES = 100;

export function maintenanceView(
  { startsAt, endsAt, createdAt, updatedAt, ...rest }: Maintenance,
  period: Period,
  now: Instant,
): MaintenanceView {
  const times = { startsAt, endsAt, recurrence: rest.recurrence, timeZone: rest.timeZone };
  return {
    ...rest,
    startsAt: toIso(startsAt),
    endsAt: toIso(endsAt),
    isActive: windowAt(times, now) !== null,
    occurrences: windowsIn(times, period, MAX_OCCURRENCES).map(({ from, to }) => ({
      startsAt: toIso(from),
      endsAt: toIso(to),
    })),
    createdAt: toIso(createdAt),
    updatedAt: toIso(updatedAt),
  };
}
