import { m } from "$lib/paraglide/messages";
import type { ShownStatus } from "$lib/standing";

const STATUS_WORDS = {
  UP: m.status_up,
  DEGRADED: m.status_degraded,
  DOWN: m.status_down,
  UNKNOWN: m.status_unknown,
  MAINTENANCE: m.status_maintenance,
  PAUSED: m.status_paused,
} satisfies Record<ShownStatus, () => string>;

export const statusWord = (status: ShownStatus): string => STATUS_WORDS[status]();
