import { logProblem } from "../log";

export type Sizes = {
  /** Sockets of one part; a part that has them sends people on to another. */
  sockets: number;
  /** Parts to which one part passes frames on. */
  fanOut: number;
  /** Parts of one room. */
  parts: number;
  /** Sockets of one address in one part: an office behind one, with a few tabs each. */
  perAddress: number;
};

const SIZES: Sizes = { sockets: 2_000, fanOut: 25, parts: 1_000, perAddress: 256 };

/** Sizes from a setting such as `sockets=500,fanOut=10`; what it does not name stays as it is. */
export function sizesOf(setting = ""): Sizes {
  const sizes = { ...SIZES };
  for (const part of setting.split(",").filter((text) => text.trim() !== "")) {
    const [name = "", value = ""] = part.split("=").map((text) => text.trim());
    if (Object.hasOwn(sizes, name) && /^[1-9]\d{0,5}$/.test(value)) {
      sizes[name as keyof Sizes] = Number(value);
    } else logProblem("room.sizes", `expected ROOM_SIZES like "sockets=500", saw "${part}"`);
  }
  return sizes;
}
