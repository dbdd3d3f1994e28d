import type { Position } from "../protocol/position";
import { isIncidentRoom } from "../protocol/rooms";
import type { Audience, Listener } from "./audience";
import type { Branches } from "./branches";
import type { RoomLog } from "./log";
import type { Notes } from "./notes";
import { eventsText, helloText, retryAfter, type Sight, type Told } from "./told";
import type { Part } from "./tree";

/** Up to so many are told at once who comes and goes; more of them with the next frame. */
const FEW = 25;

/** Whether somebody came or went who is told of now; what becomes a crowd is told so. */
export const isNews = (before: Audience["count"], after: Audience["count"]): boolean =>
  before.watching !== after.watching && Math.min(before.size, after.size) <= FEW;

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
  hello(cursor: Position | null, listener: Listener): string {
    const { place, log } = this.#deps;
    const position = log.position ?? { epoch: "", seq: 0 };
    const { room, part } = place;
    return helloText(
      { ...position, room, part, events: log.missedBy(cursor) },
      this.#sight(listener),
    );
  }

  /** The same text for all, but for who else is looking. */
  frame(told: Told): (listener: Listener) => string {
    if (this.#isOfPeople) return (listener) => eventsText(told, this.#sight(listener));
    const text = eventsText(told, this.#sight(null));
    return () => text;
  }

  /** Whether those who are here see each other, and there is more than one to see. */
  get isCompany(): boolean {
    return this.#isOfPeople && this.#deps.audience.watching > 1;
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

  get #isOfPeople(): boolean {
    return isIncidentRoom(this.#deps.place.room);
  }

  #sight(listener: Listener | null): Sight {
    const { log, audience, notes } = this.#deps;
    const { everywhere } = this;
    return {
      ...log.freshness,
      watching: notes.get("isToldWatching") === false ? null : everywhere,
      looking: listener && this.#lookingBeside(listener),
      retryAfterMs: retryAfter({ here: audience.size, everywhere }),
    };
  }

  /** Nobody by name in a crowd: who comes and goes there is not told at once. */
  #lookingBeside(listener: Listener): string[] | null {
    if (!this.#isOfPeople) return null;
    const { audience, place } = this.#deps;
    return audience.size > FEW || place.part > 0 ? [] : audience.othersThan(listener);
  }
}
