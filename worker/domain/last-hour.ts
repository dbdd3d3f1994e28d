import type { CheckStatus } from "./check";
import { HOUR_MS, MINUTE_MS } from "./schedule";
import type { Instant } from "./instant";

/** What is known of three minutes: the slowest answer in ms, that something failed, or nothing. */
export type Slot = number | "DOWN" | null;

/** The last hour of an endpoint, oldest first; `through` is the number of its last slot. */
export type LastHour = { through: number; slots: readonly Slot[] };

type Look = { at: Instant; status: CheckStatus; responseTime: number | null };

export const SLOT_MS = 3 * MINUTE_MS;
const SLOTS = HOUR_MS / SLOT_MS;

const slotOf = (at: Instant): number => Math.floor(at / SLOT_MS);

/** Where a look can be that is shown at this moment. */
export const lastHourFrom = (now: Instant): Instant => (slotOf(now) - SLOTS + 1) * SLOT_MS;

export const lastHourOf = (looks: readonly Look[], now: Instant): LastHour =>
  looks.reduce(withLook, {
    through: slotOf(now),
    slots: Array.from({ length: SLOTS }, () => null),
  });

/** The hour with one look more, which may be known already, or too old to be shown. */
export function withLook(hour: LastHour, { at, status, responseTime }: Look): LastHour {
  const { through, slots } = movedTo(hour, at);
  const place = SLOTS - 1 - (through - slotOf(at));
  const seen: Slot = status === "DOWN" ? "DOWN" : status === "UNKNOWN" ? null : responseTime;
  return {
    through,
    slots: slots.map((slot, index) => (index === place ? worse(slot, seen) : slot)),
  };
}

/** The hour that ends now, or later where it does already: what has become too old is left out. */
export function movedTo({ through, slots }: LastHour, now: Instant): LastHour {
  const next = Math.max(through, slotOf(now));
  const fresh = Math.min(SLOTS, next - through);
  return {
    through: next,
    slots: [...slots.slice(fresh), ...Array.from({ length: fresh }, () => null)],
  };
}

function worse(a: Slot, b: Slot): Slot {
  if (a === "DOWN" || b === "DOWN") return "DOWN";
  return a === null ? b : b === null ? a : Math.max(a, b);
}
