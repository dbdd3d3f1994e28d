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

describe("rooms", () => {
  it("[LV7] a socket starts from the position of the state and goes on from there", async () => {
    const { rooms, socket } = startFakeRooms();
    const a = recordingListener();
    rooms.open("all", { epoch: "e", seq: 5 }, a);
    const first = await socket();
    expect(first.cursor).toBe("e:5");
    first.accept();
    first.receive(helloFrame(6, [deletedEvent("six")]));
    first.receive(eventsFrame(8, "seven", "eight"));
    expect(a.received).toEqual(["six", "seven", "eight"]);
    expect(a.states).toEqual(["connecting", "connected"]);

    first.drop();
    const second = await socket(5_000);
    expect(second.cursor).toBe("e:8");
  });

  it("[LV7] a frame that does not follow on makes it connect again with its cursor", async () => {
    const { rooms, opened, socket } = startFakeRooms();
    const a = recordingListener();
    rooms.open("all", { epoch: "e", seq: 5 }, a);
    const first = await socket();
    first.accept();
    first.receive(helloFrame(5, []));
    first.receive(eventsFrame(7, "seven"));
    expect(a.received).toEqual([]);
    const second = await socket(5_000);
    expect(opened).toHaveLength(2);
    expect(second.cursor).toBe("e:5");
    second.accept();
    second.receive(helloFrame(7, [deletedEvent("six"), deletedEvent("seven")]));
    expect(a.received).toEqual(["six", "seven"]);
  });

  it("[LV8] a gap is told, and nothing is applied until the listener has read anew", async () => {
    const { rooms, opened, socket } = startFakeRooms();
    const a = recordingListener();
    const leave = rooms.open("all", { epoch: "old", seq: 900 }, a);
    const first = await socket();
    first.accept();
    first.receive(helloFrame(3, null));
    expect(a.onGap).toHaveBeenCalledOnce();
    first.receive(eventsFrame(4, "four"));
    first.receive(eventsFrame(5, "five"));
    expect(a.received).toEqual([]);

    leave();
    rooms.open("all", { epoch: "e", seq: 4 }, a);
    expect(a.received).toEqual(["five"]);
    expect(opened).toHaveLength(1);
  });

  it("[LV9] however many listen, a room is one socket, and each hears what is newer for it", async () => {
    const { rooms, opened, socket } = startFakeRooms();
    const [a, b] = [recordingListener(), recordingListener()];
    rooms.open("all", { epoch: "e", seq: 5 }, a);
    const first = await socket();
    first.accept();
    first.receive(helloFrame(5, []));
    first.receive(eventsFrame(6, "six"));
    first.receive(eventsFrame(7, "seven"));
    rooms.open("all", { epoch: "e", seq: 6 }, b);
    first.receive(eventsFrame(8, "eight"));
    expect(opened).toHaveLength(1);
    expect(a.received).toEqual(["six", "seven", "eight"]);
    expect(b.received).toEqual(["seven", "eight"]);
  });

  it("[LV9] going to a page that listens to the same room is no new connection", async () => {
    const { rooms, opened, socket } = startFakeRooms();
    const leave = rooms.open("all", { epoch: "e", seq: 5 }, recordingListener());
    const first = await socket();
    first.accept();
    first.receive(helloFrame(5, []));
    leave();
    await vi.advanceTimersByTimeAsync(900);
    const b = recordingListener();
    rooms.open("all", { epoch: "e", seq: 5 }, b);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(opened).toHaveLength(1);
    expect(b.states).toEqual(["connected"]);
  });

  it("[LV6] leaving ends the socket and leaves no timer behind", async () => {
    const { rooms, socket } = startFakeRooms();
    const leave = rooms.open("all", { epoch: "e", seq: 5 }, recordingListener());
    const first = await socket();
    first.accept();
    first.receive(helloFrame(5, []));
    leave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(first.readyState).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("[LV6] leaving while it waits to connect again ends the waiting too", async () => {
    const { rooms, opened, socket } = startFakeRooms();
    const leave = rooms.open("all", { epoch: "e", seq: 5 }, recordingListener());
    for (let attempt = 0; attempt < 4; attempt++) {
      (await socket(attempt === 0 ? 0 : 5_000)).refuse();
    }
    leave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened).toHaveLength(4);
  });

  it("[LV10] it is disconnected after the fifth failed retry, and goes on trying", async () => {
    const { rooms, opened, socket } = startFakeRooms();
    const a = recordingListener();
    rooms.open("all", { epoch: "e", seq: 5 }, a);
    for (let attempt = 0; attempt <= 5; attempt++) {
      expect(a.states.at(-1)).toBe("connecting");
      (await socket(attempt === 0 ? 0 : 5_000)).refuse();
    }
    expect(opened).toHaveLength(6);
    expect(a.states.at(-1)).toBe("disconnected");
    const next = await socket(30_000);
    next.accept();
    next.receive(helloFrame(5, []));
    expect(a.states.at(-1)).toBe("connected");
  });

  it("[LV10] retrying by hand, or coming back to the page, ends the wait at once", async () => {
    const { rooms, opened, socket, wake } = startFakeRooms();
    rooms.open("all", { epoch: "e", seq: 5 }, recordingListener());
    (await socket()).refuse();
    await vi.advanceTimersByTimeAsync(100);
    rooms.retryNow();
    (await socket()).refuse();
    expect(opened).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(100);
    wake();
    await socket();
    expect(opened).toHaveLength(3);
  });

  it("[LV11] a final close code ends it; opening the room again is a new start", async () => {
    const { rooms, opened, socket } = startFakeRooms();
    const a = recordingListener();
    rooms.open("all", { epoch: "e", seq: 5 }, a);
    const first = await socket();
    first.accept();
    first.drop(4401);
    expect(a.onEnd).toHaveBeenCalledWith(4401);
    expect(a.states.at(-1)).toBe("disconnected");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened).toHaveLength(1);
    rooms.open("all", { epoch: "e", seq: 5 }, recordingListener());
    await socket();
    expect(opened).toHaveLength(2);
  });

  it("[LV12] a listener that throws, or a frame that is none, disturbs nobody else", async () => {
    const consoleError = vi.spyOn(console, "error").mockReturnValue();
    const { rooms, socket } = startFakeRooms();
    const b = recordingListener();
    const broken = () => {
      throw new Error("broken");
    };
    rooms.open("all", { epoch: "e", seq: 5 }, { ...recordingListener(), onUpdate: broken });
    rooms.open("all", { epoch: "e", seq: 5 }, b);
    const first = await socket();
    first.accept();
    first.receive(helloFrame(5, []));
    first.receive("{");
    first.receive({ type: "events", seq: "x" });
    first.receive(eventsFrame(6, "six"));
    expect(b.received).toEqual(["six"]);
    expect(consoleError).toHaveBeenCalled();
    consoleError.mockRestore();
  });
});
