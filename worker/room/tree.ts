import type { RoomName } from "../protocol/rooms";

/**
 * A room that is full goes on in further parts, each an object of its own: `all`, `all~1`, `all~2`.
 * Part 0 is the room itself, and alone gives numbers. Frames go down a tree in which every part has
 * at most `fanOut` below it, filled in order: with 25, two hops reach 651 parts.
 */
export type Part = { room: RoomName; part: number };

export const partName = ({ room, part }: Part): string => (part === 0 ? room : `${room}~${part}`);

export function readPartName(name: string): Part {
  const [room = "", part = "0"] = name.split("~");
  return { room: room as RoomName, part: Number(part) };
}

/** The part from which another one, which is not 0, hears. */
export const above = (part: number, fanOut: number): number => Math.floor((part - 1) / fanOut);
