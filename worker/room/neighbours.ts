import type { PartStub } from "./branches";
import { above, partName, type Part } from "./tree";

/** The room that every other one registers with, so that a tick calls only rooms with listeners. */
const REGISTRY = "all";

type Deps = { place: Part; fanOut: number; stub(name: string): PartStub };

/** The other parts, and the registry of rooms, as one part finds them. */
export class Neighbours {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  part(part: number): PartStub {
    const { place, stub } = this.#deps;
    return stub(partName({ room: place.room, part }));
  }

  get above(): PartStub {
    const { place, fanOut } = this.#deps;
    return this.part(above(place.part, fanOut));
  }

  /** The registry itself never closes: it is told of every tick, whoever listens. */
  get isRegistry(): boolean {
    const { room, part } = this.#deps.place;
    return room === REGISTRY && part === 0;
  }

  /** Only part 0 is called from outside. */
  async register(): Promise<void> {
    const { room, part } = this.#deps.place;
    if (part === 0 && !this.isRegistry) await this.#deps.stub(REGISTRY).listen(room);
  }

  /** Out of every list by which this part is called. */
  async leave(): Promise<void> {
    const { room, part } = this.#deps.place;
    await (part === 0
      ? this.#deps.stub(REGISTRY).leave(room)
      : Promise.all([this.above.release(part), this.part(0).vacate(part)]));
  }
}
