import type { CheckStatus } from "../checks/check";
import { HOUR_MS, MINUTE_MS } from "../schedule";
import type { Instant } from "../instant";

/** What is known of three minutes: the slowest answer in ms, that something failed, or nothing. */
export type Slot = number | "DOWN" | null;

/** The last hour of an endpoint, oldest first; `through` is the number of its last slot. */
export type LastHour = { through: number; slots: readonly Slot[] };

type SlotCheck = { at: Instant; status: CheckStatus; responseTime: number | null };

export const SLOT_MS = 3 * MINUTE_MS;
const SLOT_COUNT = HOUR_MS / SLOT_MS;

const slotOf = (at: Instant): number => Math.floor(at / SLOT_MS);

/** Where a look can be that is shown at this moment. */
export const lastHourStart = (now: Instant): Instant => (slotOf(now) - SLOT_COUNT + 1) * SLOT_MS;

export const lastHourOf = (checks: readonly SlotCheck[], now: Instant): LastHour =>
  checks.reduce(recordCheck, {
    through: slotOf(now),
    slots: Array.from({ length: SLOT_COUNT }, () => null),
  });

/** The hour with one look more, which may be known already, or too old to be shown. */
export function recordCheck(hour: LastHour, { at, status, responseTime }: SlotCheck): LastHour {
  const { through, slots } = advanceTo(hour, at);
  const position = SLOT_COUNT - 1 - (through - slotOf(at));
  const value: Slot = status === "DOWN" ? "DOWN" : status === "UNKNOWN" ? null : responseTime;
  return {
    through,
    slots: slots.map((slot, index) => (index === position ? worseSlot(slot, value) : slot)),
  };
}

/** The hour that ends now, or later where it does already: what has become too old is left out. */
export function advanceTo({ through, slots }: LastHour, now: Instant): LastHour {
  const next = Math.max(through, slotOf(now));
  const newSlots = Math.min(SLOT_COUNT, next - through);
  return {
    through: next,
    slots: [...slots.slice(newSlots), ...Array.from({ length: newSlots }, () => null)],
  };
}

function worseSlot(a: Slot, b: Slot): Slot {
  if (a === "DOWN" || b === "DOWN") return "DOWN";
  return a === null ? b : b === null ? a : Math.max(a, b);
}
