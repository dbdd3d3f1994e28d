import { describe, expect, it } from "vitest";
import { planAlarm, type ClockState } from "./alarm-plan";

const START = Date.UTC(2026, 0, 5, 8, 0, 0);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const clockState = (known: Partial<ClockState> = {}): ClockState => ({
  subMinuteIntervals: [],
  lastCronAt: null,
  lastTickAt: null,
  cronStalledSince: null,
  ...known,
});
const at = (tickSeconds: number, wakeSeconds = tickSeconds) => ({
  tickAt: START + tickSeconds * SECOND,
  wakeAt: START + wakeSeconds * SECOND,
});

describe("the clock", () => {
  it("[CL1] without cron wakes at the tick itself", () => {
    expect(planAlarm(clockState(), null, START + 1)).toEqual(at(60));
    expect(planAlarm(clockState({ lastTickAt: START }), null, START)).toEqual(at(60));
    const tens = clockState({ subMinuteIntervals: [10], lastTickAt: START });
    expect(planAlarm(tens, null, START + 1)).toEqual(at(10));
    expect(
      planAlarm({ ...tens, lastTickAt: START + 50 * SECOND }, null, START + 51 * SECOND),
    ).toEqual(at(60));
  });

  it("[CL2] with cron waits five seconds for its minute, and for nothing else", () => {
    const withCron = clockState({ subMinuteIntervals: [30], lastCronAt: START, lastTickAt: START });
    expect(planAlarm(withCron, null, START + 1)).toEqual(at(30));
    expect(planAlarm(withCron, null, START + 31 * SECOND)).toEqual(at(60, 65));
    const silent = { ...withCron, lastCronAt: START - 3 * MINUTE };
    expect(planAlarm(silent, null, START + 31 * SECOND)).toEqual(at(60));
  });

  it("[CL3] keeps a tick that waits for its alarm or for cron", () => {
    const withCron = clockState({ lastCronAt: START, lastTickAt: START });
    const pending = at(60, 65);
    expect(planAlarm(withCron, pending, START + 62 * SECOND)).toEqual(pending);
    expect(planAlarm(withCron, at(10), START + 10 * SECOND + 40)).toEqual(at(10));
  });

  it("[CL3] drops one that cron ran, or that is long over", () => {
    const ran = clockState({ lastCronAt: START + MINUTE, lastTickAt: START + MINUTE });
    expect(planAlarm(ran, at(60, 65), START + 62 * SECOND)).toEqual(at(120, 125));
    const slept = clockState({ lastTickAt: START });
    expect(planAlarm(slept, at(60), START + 3_601 * SECOND)).toEqual(at(3_660));
  });

  it("[CL3] goes on when time was set back", () => {
    const ahead = clockState({ lastTickAt: START + 3_600 * SECOND });
    expect(planAlarm(ahead, null, START + 1)).toEqual(at(60));
  });
});
