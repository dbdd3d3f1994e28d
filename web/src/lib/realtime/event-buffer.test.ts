import type { LiveEvent } from "$protocol/events";
import { describe, expect, it } from "vitest";
import { emptyEventBuffer, eventsAfter, appendEvents, type EventBuffer } from "./event-buffer";

const event = (name: string): LiveEvent => ({
  type: "endpoint:deleted",
  at: "2026-11-23T08:20:00.000Z",
  data: { endpointId: name, name },
});
const names = (events: LiveEvent[] | null) =>
  events?.map(({ data }) => ("name" in data ? data.name : "?")) ?? null;
const epoch = "e";

/** Events 1..n, as frames of one event each. */
function bufferOf(count: number): EventBuffer {
  let buffer = emptyEventBuffer({ epoch, seq: 0 });
  for (let seq = 1; seq <= count; seq++) {
    buffer = appendEvents(buffer, [event(`e${seq}`)], { epoch, seq }, 0);
  }
  return buffer;
}

describe("journal", () => {
  it("[LV4] tells exactly what is newer than a position", () => {
    expect(names(eventsAfter(bufferOf(4), { epoch, seq: 2 }))).toEqual(["e3", "e4"]);
    expect(names(eventsAfter(bufferOf(4), { epoch, seq: 4 }))).toEqual([]);
    expect(names(eventsAfter(bufferOf(4), { epoch, seq: 9 }))).toEqual([]);
  });

  it("[LV4] numbers the events of a frame backwards from the frame's number", () => {
    const buffer = appendEvents(
      emptyEventBuffer({ epoch, seq: 10 }),
      [event("a"), event("b"), event("c")],
      { epoch, seq: 13 },
      0,
    );
    expect(names(eventsAfter(buffer, { epoch, seq: 11 }))).toEqual(["b", "c"]);
  });

  it("[LV4] says that it cannot tell of another epoch, or of what it has let go", () => {
    expect(eventsAfter(bufferOf(3), { epoch: "other", seq: 2 })).toBeNull();
    const long = bufferOf(250);
    expect(eventsAfter(long, { epoch, seq: 49 })).toBeNull();
    expect(eventsAfter(long, { epoch, seq: 50 })).toHaveLength(200);
  });

  it("[LV4] keeps a frame whole, however much happened in it", () => {
    const burst = Array.from({ length: 700 }, (_, index) => event(`s${index}`));
    const buffer = appendEvents(bufferOf(3), burst, { epoch, seq: 703 }, 0);
    expect(eventsAfter(buffer, { epoch, seq: 3 })).toHaveLength(700);
    expect(eventsAfter(buffer, { epoch, seq: 2 })).toBeNull();
  });

  it("[LV4] repeats rather than loses where names were left out of a frame", () => {
    const buffer = appendEvents(
      emptyEventBuffer({ epoch, seq: 0 }),
      [event("a")],
      { epoch, seq: 3 },
      2,
    );
    expect(names(eventsAfter(buffer, { epoch, seq: 2 }))).toEqual(["a"]);
    expect(names(eventsAfter(buffer, { epoch, seq: 3 }))).toEqual([]);
  });
});
