import { m } from "$lib/paraglide/messages";
import type { EndpointDisplayStatus } from "$lib/stores/overall-status";

const STATUS_LABELS = {
  UP: m.status_up,
  DEGRADED: m.status_degraded,
  DOWN: m.status_down,
  UNKNOWN: m.status_unknown,
  MAINTENANCE: m.status_maintenance,
  PAUSED: m.status_paused,
} satisfies Record<EndpointDisplayStatus, () => string>;

export const statusLabel = (status: EndpointDisplayStatus): string => STATUS_LABELS[status]();
