import { isTimeZone } from "../domain/day";
import type { Env } from "../env";

/** A zone that nobody knows is none. */
export const timeZoneOf = ({ TIME_ZONE = "" }: Env): string =>
  isTimeZone(TIME_ZONE) ? TIME_ZONE : "UTC";
