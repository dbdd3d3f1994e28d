import * as v from "valibot";

/** Where a listener stands in a room. Numbers compare only within an epoch. */
export const positionSchema = v.object({
  epoch: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
export type Position = v.InferOutput<typeof positionSchema>;

/** How fresh what is shown can be: the last tick, and when the next one is expected. */
export type Freshness = { asOf: string | null; nextExpectedAt: string | null };
