import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  deletedEvent,
  recordingListener,
  eventsFrame,
  helloFrame,
  startFakeRooms,
} from "./fake-rooms";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a room of many parts", () => {
  it("[LV7] comes back to the part where it was, and hears what it missed as missed", async () => {
    const { rooms, socket } = startFakeRooms();
    const a = recordingListener();
    const updates: boolean[] = [];
    const counts: number[] = [];
    rooms.open(
      "all",
      { epoch: "e", seq: 5 },
      {
        ...a,
        onUpdate: ({ isCatchUp }) => updates.push(isCatchUp),
        onViewers: (count) => counts.push(count),
      },
    );
    const first = await socket();
    first.accept();
    first.receive({ ...helloFrame(5, []), shard: 3, viewers: 7 });
    first.receive({ ...eventsFrame(6, "six"), viewers: 8, retryAfterMs: 9_000 });
    expect(counts).toEqual([7, 8]);
    first.drop();
    expect((await socket(4_499)).url).toBe(first.url);
    const second = await socket(1);
    expect(new URL(second.url).searchParams.get("shard")).toBe("3");
    second.accept();
    second.receive({ ...helloFrame(7, [deletedEvent("seven")]), viewers: 8 });
    // As many as before: whoever forgot it while nothing was heard is told again.
    expect(counts).toEqual([7, 8, 8]);
    expect(updates).toEqual([false, false, true]);
  });

  it("[RM21] says who else is there, to late listeners too, and forgets it while nothing is heard", async () => {
    const { rooms, socket, opened } = startFakeRooms();
    const presences: (readonly string[])[] = [];
    const open = () =>
      rooms.open("incident:i", null, {
        ...recordingListener(),
        onPresence: (names) => presences.push(names),
      });
    open();
    const first = await socket();
    first.accept();
    first.receive({ ...helloFrame(0, null), room: "incident:i", presence: [] });
    first.receive({ ...eventsFrame(0), presence: ["Mina"] });
    expect(presences).toEqual([[], ["Mina"]]);
    open();
    expect(presences).toEqual([[], ["Mina"], ["Mina"]]);
    expect(opened).toHaveLength(1);
    first.drop();
    open();
    expect(presences).toHaveLength(3);
  });

  it("[LV8] where a whole crowd hears of a gap at once, each is told how long it may wait", async () => {
    const { rooms, socket } = startFakeRooms();
    const a = recordingListener();
    rooms.open("all", { epoch: "e", seq: 5 }, a);
    const first = await socket();
    first.accept();
    first.receive(helloFrame(5, []));
    first.receive({ ...helloFrame(0, null, "other"), retryAfterMs: 8_000 });
    expect(a.onGap.mock.calls).toEqual([[8_000]]);
  });
});
