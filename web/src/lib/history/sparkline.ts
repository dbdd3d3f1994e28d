import { advanceTo, SLOT_MS, type LastHour } from "$domain/history/last-hour";

/** A slot is so wide, in units that a row draws as pixels. */
export const SLOT_UNITS = 4;
export const SPARK_UNITS = 18;
const MARGIN = 2;
/** What never changes is drawn as a quiet line near the foot, not as noise. */
const MIN_SCALE_MS = 20;

export type Sparkline = {
  /** The slowest answers, a piece for each stretch of them. */
  line: string;
  /** Feet of what failed. */
  down: string;
};

/**
 * The last hour as it is drawn now. Slots without a check are bridged where the next one was not due
 * before; otherwise nobody was looking.
 */
export function sparklineOf(hour: LastHour, intervalSeconds: number, now: number): Sparkline {
  const { slots } = advanceTo(hour, now);
  const responseTimes = slots.filter((slot) => typeof slot === "number");
  const top = Math.max(MIN_SCALE_MS, ...responseTimes);
  const bridged = Math.ceil((intervalSeconds * 1_000) / SLOT_MS) + 1;
  let [line, down, last] = ["", "", -Infinity];
  slots.forEach((slot, index) => {
    const x = index * SLOT_UNITS + SLOT_UNITS / 2;
    if (slot === "DOWN") {
      down += `M${index * SLOT_UNITS} ${SPARK_UNITS - 4}h${SLOT_UNITS}v4h-${SLOT_UNITS}z`;
      last = -Infinity;
    } else if (slot !== null) {
      const y = SPARK_UNITS - MARGIN - (slot / top) * (SPARK_UNITS - 2 * MARGIN);
      line += `${index - last > bridged ? "M" : "L"}${x} ${y.toFixed(1)}`;
      if (index - last > bridged) line += "h0";
      last = index;
    }
  });
  return { line, down };
}
