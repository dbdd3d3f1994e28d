import { logError } from "../log";

export type RoomLimits = {
  /** Sockets of one part; a part that has them sends people on to another. */
  sockets: number;
  /** Parts to which one part passes frames on. */
  fanOut: number;
  /** Parts of one room. */
  shards: number;
  /** Sockets of one address in one part: an office of 500 people behind one, with two tabs each. */
  perAddress: number;
};

export const DEFAULT_LIMITS: RoomLimits = {
  sockets: 2_000,
  fanOut: 25,
  shards: 1_000,
  perAddress: 1_000,
};

/** Sizes from a setting such as `sockets=500,fanOut=10`; what it does not name stays as it is. */
export function parseLimits(setting = ""): RoomLimits {
  const limits = { ...DEFAULT_LIMITS };
  for (const entry of setting.split(",").filter((text) => text.trim() !== "")) {
    const [name = "", value = ""] = entry.split("=").map((text) => text.trim());
    if (Object.hasOwn(limits, name) && /^[1-9]\d{0,5}$/.test(value)) {
      limits[name as keyof RoomLimits] = Number(value);
    } else logError("room.limits", `expected ROOM_LIMITS like "sockets=500", saw "${entry}"`);
  }
  return limits;
}
