import type { Position } from "../protocol/frames";
import type { Audience } from "./audience";
import type { Branches } from "./branches";
import type { RoomLog } from "./log";
import type { Notes } from "./notes";
import { eventsText, helloText, retryAfter, type Sight, type Told } from "./told";
import type { Part } from "./tree";

type Deps = {
  place: Part;
  log: RoomLog;
  audience: Audience;
  branches: Branches;
  notes: Notes;
};

/** What a part says to its listeners, word for word. */
export class Voice {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** All that was missed since the cursor, or a gap. */
  hello(cursor: Position | null): string {
    const { place, log } = this.#deps;
    const position = log.position ?? { epoch: "", seq: 0 };
    const { room, part } = place;
    return helloText({ ...position, room, part, events: log.missedBy(cursor) }, this.#sight);
  }

  frame(told: Told): string {
    return eventsText(told, this.#sight);
  }

  /** How the room stands now, as a frame or for the parts below, without anything that happened. */
  present(position: Position): Told {
    const { freshness } = this.#deps.log;
    const nothing = { count: 0, events: "[]", checks: null };
    return { ...position, ...nothing, freshness, watching: this.everywhere };
  }

  /** How many watch here and below. */
  get watching(): number {
    return this.#deps.audience.watching + this.#deps.branches.watching;
  }

  /** How many watch the room, as part 0 has last said. */
  get everywhere(): number {
    const { place, notes } = this.#deps;
    const own = this.watching;
    return place.part === 0 ? own : Math.max(own, notes.get("everywhere") ?? 0);
  }

  get #sight(): Sight {
    const { log, audience, notes } = this.#deps;
    const { everywhere } = this;
    return {
      ...log.freshness,
      watching: notes.get("isToldWatching") === false ? null : everywhere,
      retryAfterMs: retryAfter({ here: audience.size, everywhere }),
    };
  }
}
