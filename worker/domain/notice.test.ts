import { describe, expect, it } from "vitest";
import { NO_PROGRESS, planNotices, type Surroundings } from "./notice";
import type { Episode } from "./notification";
import { rehearse, type PastEpisode } from "./rehearsal";
import { endOf, isWithin, RULE_DEFAULTS, type Hours, type Rule } from "./rule";

/** Monday, 8:00 UTC. */
const START = Date.UTC(2026, 0, 5, 8);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ALWAYS = [0, 1, 2, 3, 4, 5, 6];

const episode = (fields: Partial<Episode> = {}): Episode => ({
  id: "shop-1",
  endpointId: "shop",
  endpointName: "Shop",
  tags: ["core"],
  reachedThrough: [],
  severity: "down",
  startedAt: START - MINUTE,
  openedAt: START,
  failureCount: 2,
  reason: null,
  ...fields,
});

const rule = (fields: Partial<Rule> = {}): Rule => ({
  ...RULE_DEFAULTS,
  id: "rule",
  name: "rule",
  channelIds: ["chat"],
  timeZone: "UTC",
  createdAt: 0,
  updatedAt: 0,
  ...fields,
});

const around = (fields: Partial<Surroundings> = {}): Surroundings => ({
  rules: [],
  channelIds: ["chat", "phone", "mail"],
  pages: [],
  silences: [],
  ...fields,
});

/** All that is told of an episode until some time, as `<minute> <kind> <channel>`. */
function told(past: Partial<PastEpisode>, surroundings: Surroundings): string[] {
  const known = { episode: episode(), endedAt: null, ending: null, acknowledgedAt: null, ...past };
  return rehearse(known, surroundings, START + 24 * HOUR).map(
    ({ at, kind, channelId }) => `${(at - START) / MINUTE} ${kind} ${channelId}`,
  );
}

const over = (minutes: number) =>
  ({ endedAt: START + minutes * MINUTE, ending: "recovered" }) as const;

describe("without any rule", () => {
  it("[RL1] every enabled channel hears every incident, and its end", () => {
    expect(told(over(10), around({ channelIds: ["chat", "phone"] }))).toEqual([
      "0 opened chat",
      "0 opened phone",
      "10 ended chat",
      "10 ended phone",
    ]);
    expect(told({ episode: episode({ severity: "degraded" }), ...over(10) }, around())).toEqual([]);
  });
});

describe("a rule", () => {
  it("[RL2] is about endpoints, tags, pages, severities and hours", () => {
    const hears = (match: Partial<Rule["match"]>, about: Partial<Episode> = {}) =>
      told(
        { episode: episode(about) },
        around({ rules: [rule({ match: { ...RULE_DEFAULTS.match, ...match } })], pages: ["main"] }),
      ).length > 0;
    expect(hears({ endpointIds: ["shop"] })).toBe(true);
    expect(hears({ endpointIds: ["mail"] })).toBe(false);
    expect(hears({ tags: ["eu", "core"] })).toBe(true);
    expect(hears({ tags: ["eu"] })).toBe(false);
    expect(hears({ pages: ["main"] })).toBe(true);
    expect(hears({ pages: ["other"] })).toBe(false);
    expect(hears({}, { severity: "degraded" })).toBe(false);
    expect(hears({ severity: "degraded" }, { severity: "degraded" })).toBe(true);
    expect(hears({ hours: { days: [1], from: "07:00", to: "09:00" } })).toBe(true);
    expect(hears({ hours: { days: [2], from: "07:00", to: "09:00" } })).toBe(false);
    expect(hears({ endpointIds: ["shop"], tags: ["eu"] })).toBe(false);
  });

  it("[RL3] waits before it tells, and never tells what is over by then", () => {
    const rules = [rule({ delayMinutes: 5 })];
    expect(told(over(4), around({ rules }))).toEqual([]);
    expect(told(over(9), around({ rules }))).toEqual(["5 opened chat", "9 ended chat"]);
    const acknowledgedAt = START + 2 * MINUTE;
    expect(told({ acknowledgedAt, ...over(9) }, around({ rules }))).toEqual([]);
  });

  it("[RL4] reminds until somebody acknowledges, or it is over", () => {
    const rules = [rule({ remindMinutes: 30 })];
    const reminders = ["0 opened chat", "30 reminder chat", "60 reminder chat"];
    expect(told(over(70), around({ rules }))).toEqual([...reminders, "70 ended chat"]);
    const acknowledgedAt = START + 61 * MINUTE;
    expect(told({ acknowledgedAt, ...over(200) }, around({ rules }))).toEqual([
      ...reminders,
      "200 ended chat",
    ]);
  });

  it("[RL5] escalates step by step until somebody acknowledges", () => {
    const steps = [
      { afterMinutes: 10, channelIds: ["phone"] },
      { afterMinutes: 30, channelIds: ["mail", "chat"] },
    ];
    const rules = [rule({ steps })];
    expect(told(over(40), around({ rules }))).toEqual([
      "0 opened chat",
      "10 escalated phone",
      "30 escalated mail",
      "30 escalated chat",
      "40 ended chat",
      "40 ended phone",
      "40 ended mail",
    ]);
    const acknowledgedAt = START + 20 * MINUTE;
    expect(told({ acknowledgedAt, ...over(40) }, around({ rules }))).toEqual([
      "0 opened chat",
      "10 escalated phone",
      "40 ended chat",
      "40 ended phone",
    ]);
  });

  it("[RL6] says nothing in its quiet hours, and the rest at their end", () => {
    const quiet: Hours = { days: ALWAYS, from: "22:00", to: "09:00" };
    const rules = [rule({ quiet, remindMinutes: 30 })];
    expect(told(over(30), around({ rules }))).toEqual([]);
    expect(told(over(100), around({ rules }))).toEqual([
      "60 opened chat",
      "90 reminder chat",
      "100 ended chat",
    ]);
    const late = rule({ quiet: { days: ALWAYS, from: "08:05", to: "08:20" } });
    expect(told(over(10), around({ rules: [late] }))).toEqual(["0 opened chat", "20 ended chat"]);
  });

  it("[RL7] says nothing in announced work, nor while what it depends on is down", () => {
    const silences = [{ from: START - HOUR, to: START + 15 * MINUTE }];
    const rules = [rule()];
    expect(told(over(10), around({ rules, silences }))).toEqual([]);
    expect(told(over(20), around({ rules, silences }))).toEqual([
      "15 opened chat",
      "20 ended chat",
    ]);
    const forEver = [{ from: START - HOUR, to: Infinity }];
    expect(told({}, around({ rules, silences: forEver }))).toEqual([]);
  });

  it("[RL8] and another that name the same channel tell it once", () => {
    const rules = [rule(), rule({ id: "other", channelIds: ["chat", "mail"] })];
    expect(told(over(1), around({ rules }))).toEqual([
      "0 opened chat",
      "0 opened mail",
      "1 ended chat",
      "1 ended mail",
    ]);
  });

  it("[RL1] counts for what begins after it was made; a disabled channel hears nothing", () => {
    const later = rule({ createdAt: START + 1, channelIds: ["mail"] });
    expect(told({}, around({ rules: [later], channelIds: ["chat"] }))).toEqual(["0 opened chat"]);
    expect(told({}, around({ rules: [rule()], channelIds: ["mail"] }))).toEqual([]);
    expect(told({}, around({ rules: [rule({ enabled: false })] }))).toEqual([]);
  });

  it("[RL3] says nothing of the end of what only got worse", () => {
    expect(told({ endedAt: START + MINUTE, ending: "worse" }, around())).toHaveLength(3);
  });
});

it("[RL8] planned twice is told once", () => {
  const running = {
    episode: episode(),
    endedAt: null,
    ending: null,
    acknowledgedAt: null,
    progress: NO_PROGRESS,
  };
  const planned = planNotices(running, around(), START);
  expect(planned.notices).toHaveLength(3);
  expect(planNotices({ ...running, ...planned }, around(), START).notices).toEqual([]);
});

describe("hours", () => {
  it("[RL6] go past midnight, belong to the day on which they begin, and follow the clocks", () => {
    const night: Hours = { days: [1], from: "22:00", to: "07:00" };
    const at = (day: number, hour: number) => Date.UTC(2026, 0, day, hour);
    expect(isWithin(night, "UTC", at(5, 23))).toBe(true);
    expect(isWithin(night, "UTC", at(6, 6))).toBe(true);
    expect(isWithin(night, "UTC", at(5, 6))).toBe(false);
    expect(endOf(night, "UTC", at(5, 23))).toBe(at(6, 7));
    expect(isWithin(night, "Asia/Seoul", at(5, 13))).toBe(true);
    // The clocks of Berlin go forward on 29 March 2026.
    const spring: Hours = { days: [6], from: "22:00", to: "07:00" };
    expect(endOf(spring, "Europe/Berlin", Date.UTC(2026, 2, 28, 22))).toBe(
      Date.UTC(2026, 2, 29, 5),
    );
  });
});
