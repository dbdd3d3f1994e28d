import type { ShardStub } from "./children";
import { parentOf, shardName, type ShardId } from "./shard-names";

/** The room that every other one registers with, so that a tick calls only rooms with listeners. */
const REGISTRY = "all";

type TopologyDeps = { id: ShardId; fanOut: number; stub(name: string): ShardStub };

/** The other parts, and the registry of rooms, as one shard finds them. */
export class ShardTopology {
  readonly #deps: TopologyDeps;

  constructor(deps: TopologyDeps) {
    this.#deps = deps;
  }

  shard(shard: number): ShardStub {
    const { id, stub } = this.#deps;
    return stub(shardName({ room: id.room, shard }));
  }

  get parent(): ShardStub {
    const { id, fanOut } = this.#deps;
    return this.shard(parentOf(id.shard, fanOut));
  }

  /** The registry itself never closes: it is told of every tick, whoever listens. */
  get isRegistry(): boolean {
    const { room, shard } = this.#deps.id;
    return room === REGISTRY && shard === 0;
  }

  /** Only shard 0 is called from outside. */
  async register(): Promise<void> {
    const { room, shard } = this.#deps.id;
    if (shard === 0 && !this.isRegistry) await this.#deps.stub(REGISTRY).register(room);
  }

  /** Out of every list by which this shard is called. */
  async unregister(): Promise<void> {
    const { room, shard } = this.#deps.id;
    await (shard === 0
      ? this.#deps.stub(REGISTRY).unregister(room)
      : Promise.all([this.parent.removeChild(shard), this.shard(0).release(shard)]));
  }
}
