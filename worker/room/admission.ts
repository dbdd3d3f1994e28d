import type { Connections } from "./connections";
import type { ShardMetadata } from "./metadata";
import type { RoomLimits } from "./limits";

/** A part that was full takes people again when so much of it is free. */
const FREE_RATIO = 1 / 4;

export type AdmissionResult = "welcome" | "too many" | { elsewhere: number };

type AdmissionDeps = {
  shard: number;
  limits: RoomLimits;
  connections: Connections;
  metadata: ShardMetadata;
  /** Whether this part has begun; one opens only where part 0 has given it a seat. */
  isOpen(): boolean;
  /** Asks part 0 where there is room, saying whether there is some here. */
  allocate(isFull: boolean): Promise<number | null>;
};

/** Whether one more may come into a part, or where else. */
export async function admit(address: string | null, deps: AdmissionDeps): Promise<AdmissionResult> {
  const { shard, limits, connections, metadata, isOpen, allocate } = deps;
  if (address !== null && connections.countForAddress(address) >= limits.perAddress)
    return "too many";
  const isFull = connections.size >= limits.sockets;
  if (!isFull && (shard === 0 || isOpen())) return "welcome";
  metadata.set("isFull", isFull);
  const allocated = await allocate(isFull);
  if (allocated === null) return "too many";
  return allocated === shard ? "welcome" : { elsewhere: allocated };
}

/** Says once that there is room again. */
export async function freeCapacity({
  limits,
  connections,
  metadata,
  allocate,
}: AdmissionDeps): Promise<void> {
  if (!metadata.get("isFull") || connections.size > limits.sockets * (1 - FREE_RATIO)) return;
  metadata.set("isFull", false);
  await allocate(false);
}
