import { isTimeZone } from "../domain/time-zone";
import type { Env } from "../env";
import { logError } from "../log";

const loggedZones = new Set<string>();

/** A zone that nobody knows is none, and the log says so once. */
export function timeZoneOf({ TIME_ZONE = "" }: Env): string {
  if (TIME_ZONE === "" || isTimeZone(TIME_ZONE)) return TIME_ZONE || "UTC";
  if (!loggedZones.has(TIME_ZONE)) {
    loggedZones.add(TIME_ZONE);
    logError(
      "settings",
      new Error(`TIME_ZONE: expected a zone such as Asia/Seoul, saw ${TIME_ZONE}; days are UTC's`),
    );
  }
  return "UTC";
}
