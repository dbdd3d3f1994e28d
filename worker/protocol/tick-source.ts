/** Who asked for a tick. `retry` repeats what failed a moment ago; it and `manual` are not of the schedule. */
export type TickSource = "cron" | "clock" | "manual" | "retry";

export const isScheduled = (source: TickSource): boolean => source === "cron" || source === "clock";
