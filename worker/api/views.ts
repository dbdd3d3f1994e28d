import type { CheckRecord } from "../domain/check";
import { toIso, type Instant } from "../domain/instant";
import type { EndpointRecord, IncidentRecord } from "../ports";
import { MASKED, type CheckView, type EndpointView, type IncidentView } from "../protocol/api";

/** Names under which people send what nobody else may read. */
const SECRET_HEADER = /auth|cookie|token|secret|key|password|signature/i;

export function endpointView(record: EndpointRecord): EndpointView {
  const { endpoint, state, lastCheck, errorMessage, uptime24h } = record;
  const { number: _, createdAt, updatedAt, headers, ...settings } = endpoint;
  return {
    ...settings,
    headers: maskedHeaders(headers),
    status: state.status,
    since: toIso(state.since),
    lastCheckedAt: isoOrNull(lastCheck?.at),
    lastResponseTime: lastCheck?.responseTime ?? null,
    errorMessage,
    uptime24h,
    createdAt: toIso(createdAt),
    updatedAt: toIso(updatedAt),
  };
}

export const maskedHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADER.test(name) ? MASKED : value,
    ]),
  );

export const checkView = ({ at, ...check }: CheckRecord): CheckView => ({
  at: toIso(at),
  ...check,
});

export function incidentView(incident: IncidentRecord): IncidentView {
  const { startedAt, resolvedAt, ...rest } = incident;
  return {
    ...rest,
    status: resolvedAt === null ? "open" : "resolved",
    startedAt: toIso(startedAt),
    resolvedAt: isoOrNull(resolvedAt),
    duration: resolvedAt === null ? null : resolvedAt - startedAt,
  };
}

const isoOrNull = (at: Instant | null | undefined): string | null =>
  at === null || at === undefined ? null : toIso(at);
