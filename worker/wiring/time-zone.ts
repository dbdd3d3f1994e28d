import { isTimeZone } from "../domain/day";
import type { Env } from "../env";
import { logProblem } from "../log";

const told = new Set<string>();

/** A zone that nobody knows is none, and the log says so once. */
export function timeZoneOf({ TIME_ZONE = "" }: Env): string {
  if (TIME_ZONE === "" || isTimeZone(TIME_ZONE)) return TIME_ZONE || "UTC";
  if (!told.has(TIME_ZONE)) {
    told.add(TIME_ZONE);
    logProblem(
      "settings",
      new Error(`TIME_ZONE: expected a zone such as Asia/Seoul, saw ${TIME_ZONE}; days are UTC's`),
    );
  }
  return "UTC";
}
