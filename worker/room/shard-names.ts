import type { RoomName } from "../protocol/rooms";

/**
 * A room that is full goes on in further parts, each an object of its own: `all`, `all~1`, `all~2`.
 * Part 0 is the room itself, and alone gives numbers. Frames go down a tree in which every part has
 * at most `fanOut` below it, filled in order: with 25, two hops reach 651 parts.
 */
export type ShardId = { room: RoomName; shard: number };

export const shardName = ({ room, shard }: ShardId): string =>
  shard === 0 ? room : `${room}~${shard}`;

export function parseShardName(name: string): ShardId {
  const [room = "", shard = "0"] = name.split("~");
  return { room: room as RoomName, shard: Number(shard) };
}

/** The part from which another one, which is not 0, hears. */
export const parentOf = (shard: number, fanOut: number): number => Math.floor((shard - 1) / fanOut);
