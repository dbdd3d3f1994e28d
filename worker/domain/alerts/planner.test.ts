import { describe, expect, it } from "vitest";
import type { RoutingContext } from "./routing";
import { planNotifications } from "./planner";
import type { Alert, DetectedAlert } from "./alert";
import { simulateRule, type PastAlertGroup } from "./simulation";
import { RULE_DEFAULTS, type Hours, type Rule } from "./rule";
import { ruleFixture } from "./rule-fixture";
import { INITIAL_NOTIFICATION_STATE, type AlertGroupMember } from "./group";

/** Monday, 8:00 UTC. */
const START = Date.UTC(2026, 0, 5, 8);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ALWAYS = [0, 1, 2, 3, 4, 5, 6];

const episode = (fields: Partial<DetectedAlert> = {}): Alert => ({
  id: "shop-1",
  endpointId: "shop",
  endpointName: "Shop",
  tags: ["core"],
  dependencyIds: [],
  level: "down",
  startedAt: START - MINUTE,
  openedAt: START,
  failureCount: 2,
  reason: null,
  ...fields,
});

const around = (fields: Partial<RoutingContext> = {}): RoutingContext => ({
  rules: [],
  channelIds: ["chat", "phone", "mail"],
  ...fields,
});

const part = (fields: Partial<AlertGroupMember> = {}): AlertGroupMember => ({
  alert: episode(),
  endedAt: null,
  resolution: null,
  pageIds: [],
  silences: [],
  ...fields,
});
const whole = (
  members: AlertGroupMember[],
  acknowledgedAt: number | null = null,
): PastAlertGroup => ({
  id: members[0]!.alert.id,
  members,
  acknowledgedAt,
});

/** All that is told of an incident until some time, as `<minute> <kind> <channel>`. */
const told = (
  {
    acknowledgedAt = null,
    ...past
  }: Partial<AlertGroupMember> & { acknowledgedAt?: number | null },
  surroundings: RoutingContext,
) => toldOf(whole([part(past)], acknowledgedAt), surroundings);

function toldOf(past: PastAlertGroup, surroundings: RoutingContext): string[] {
  return simulateRule(past, surroundings, START + 24 * HOUR).map(
    ({ at, kind, channelId }) => `${(at - START) / MINUTE} ${kind} ${channelId}`,
  );
}

const over = (minutes: number) =>
  ({ endedAt: START + minutes * MINUTE, resolution: "recovered" }) as const;

describe("without any rule", () => {
  it("[RL1] every enabled channel hears every incident, and its end", () => {
    expect(told(over(10), around({ channelIds: ["chat", "phone"] }))).toEqual([
      "0 opened chat",
      "0 opened phone",
      "10 ended chat",
      "10 ended phone",
    ]);
    expect(told({ alert: episode({ level: "degraded" }), ...over(10) }, around())).toEqual([]);
  });
});

describe("a rule", () => {
  it("[RL2] is about endpoints, tags, pages, severities and hours", () => {
    const hears = (match: Partial<Rule["match"]>, about: Partial<DetectedAlert> = {}) =>
      told(
        { alert: episode(about), pageIds: ["main"] },
        around({ rules: [ruleFixture({ match: { ...RULE_DEFAULTS.match, ...match } })] }),
      ).length > 0;
    expect(hears({ endpointIds: ["shop"] })).toBe(true);
    expect(hears({ endpointIds: ["mail"] })).toBe(false);
    expect(hears({ tags: ["eu", "core"] })).toBe(true);
    expect(hears({ tags: ["eu"] })).toBe(false);
    expect(hears({ pages: ["main"] })).toBe(true);
    expect(hears({ pages: ["other"] })).toBe(false);
    expect(hears({}, { level: "degraded" })).toBe(false);
    expect(hears({ level: "degraded" }, { level: "degraded" })).toBe(true);
    expect(hears({ hours: { days: [1], from: "07:00", to: "09:00" } })).toBe(true);
    expect(hears({ hours: { days: [2], from: "07:00", to: "09:00" } })).toBe(false);
    expect(hears({ endpointIds: ["shop"], tags: ["eu"] })).toBe(false);
  });

  it("[RL3] waits before it tells, and never tells what is over by then", () => {
    const rules = [ruleFixture({ delayMinutes: 5 })];
    expect(told(over(4), around({ rules }))).toEqual([]);
    expect(told(over(9), around({ rules }))).toEqual(["5 opened chat", "9 ended chat"]);
    const acknowledgedAt = START + 2 * MINUTE;
    expect(told({ acknowledgedAt, ...over(9) }, around({ rules }))).toEqual([]);
  });

  it("[RL4] reminds until somebody acknowledges, or it is over", () => {
    const rules = [ruleFixture({ reminderMinutes: 30 })];
    const reminders = ["0 opened chat", "30 reminder chat", "60 reminder chat"];
    expect(told(over(70), around({ rules }))).toEqual([...reminders, "70 ended chat"]);
    const acknowledgedAt = START + 61 * MINUTE;
    expect(told({ acknowledgedAt, ...over(200) }, around({ rules }))).toEqual([
      ...reminders,
      "200 ended chat",
    ]);
  });

  it("[RL5] escalates step by step until somebody acknowledges", () => {
    const escalationSteps = [
      { afterMinutes: 10, channelIds: ["phone"] },
      { afterMinutes: 30, channelIds: ["mail", "chat"] },
    ];
    const rules = [ruleFixture({ escalationSteps })];
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
    const quietHours: Hours = { days: ALWAYS, from: "22:00", to: "09:00" };
    const rules = [ruleFixture({ quietHours, reminderMinutes: 30 })];
    expect(told(over(30), around({ rules }))).toEqual([]);
    expect(told(over(100), around({ rules }))).toEqual([
      "60 opened chat",
      "90 reminder chat",
      "100 ended chat",
    ]);
    const late = ruleFixture({ quietHours: { days: ALWAYS, from: "08:05", to: "08:20" } });
    expect(told(over(10), around({ rules: [late] }))).toEqual(["0 opened chat", "20 ended chat"]);
  });

  it("[RL7] says nothing in announced work, nor while what it depends on is down", () => {
    const silences = [{ from: START - HOUR, to: START + 15 * MINUTE }];
    const rules = [ruleFixture()];
    expect(told({ ...over(10), silences }, around({ rules }))).toEqual([]);
    expect(told({ ...over(20), silences }, around({ rules }))).toEqual([
      "15 opened chat",
      "20 ended chat",
    ]);
    const forEver = [{ from: START - HOUR, to: Infinity }];
    expect(told({ silences: forEver }, around({ rules }))).toEqual([]);
  });

  it("[RL8] and another that name the same channel tell it once", () => {
    const rules = [ruleFixture(), ruleFixture({ id: "other", channelIds: ["chat", "mail"] })];
    expect(told(over(1), around({ rules }))).toEqual([
      "0 opened chat",
      "0 opened mail",
      "1 ended chat",
      "1 ended mail",
    ]);
  });

  it("[RL1] counts for what begins after it was made; a disabled channel hears nothing", () => {
    const later = ruleFixture({ createdAt: START + 1, channelIds: ["mail"] });
    expect(told({}, around({ rules: [later], channelIds: ["chat"] }))).toEqual(["0 opened chat"]);
    expect(told({}, around({ rules: [ruleFixture()], channelIds: ["mail"] }))).toEqual([]);
    expect(told({}, around({ rules: [ruleFixture({ enabled: false })] }))).toEqual([]);
  });

  it("[RL3] says nothing of the end of what only got worse", () => {
    expect(told({ endedAt: START + MINUTE, resolution: "worse" }, around())).toHaveLength(3);
  });
});

it("[RL8] planned twice is told once", () => {
  const known = { ...whole([part()]), notificationState: INITIAL_NOTIFICATION_STATE };
  const planned = planNotifications(known, around(), START);
  expect(planned.notifications).toHaveLength(3);
  expect(planNotifications({ ...known, ...planned }, around(), START).notifications).toEqual([]);
});

describe("an incident of several endpoints", () => {
  const began = (id: string, minutes: number, fields: Partial<AlertGroupMember> = {}) =>
    part({
      alert: episode({
        id: `${id}-1`,
        endpointId: id,
        endpointName: id,
        tags: [id],
        openedAt: START + minutes * MINUTE,
      }),
      ...fields,
    });
  const chat = (fields: Partial<Rule> = {}) => around({ rules: [ruleFixture(fields)] });

  it("[NT10] is told once that it began, and once that all of it is over", () => {
    const incident = whole([began("shop", 0, over(10)), began("mail", 1, over(30))]);
    expect(toldOf(incident, chat())).toEqual(["0 opened chat", "1 expanded chat", "30 ended chat"]);
    expect(toldOf(whole([began("shop", 0, over(10)), began("mail", 1)]), chat())).toEqual([
      "0 opened chat",
      "1 expanded chat",
    ]);
  });

  it("[NT10] is told to whom a rule tells of any of it, once it begins there", () => {
    const match = { ...RULE_DEFAULTS.match, tags: ["mail"] };
    const rules = [ruleFixture(), ruleFixture({ id: "mail", channelIds: ["mail", "chat"], match })];
    const incident = whole([began("shop", 0, over(10)), began("mail", 1, over(30))]);
    expect(toldOf(incident, around({ rules }))).toEqual([
      "0 opened chat",
      "1 opened mail",
      "1 expanded chat",
      "30 ended chat",
      "30 ended mail",
    ]);
  });

  it("[NT10] waits for what lasts, not for what is over by then, and speaks where any of it may", () => {
    const short = whole([began("shop", 0, over(3)), began("mail", 1, over(30))]);
    expect(toldOf(short, chat({ delayMinutes: 5 }))).toEqual(["6 opened chat", "30 ended chat"]);
    const silences = [{ from: START - HOUR, to: Infinity }];
    const silent = whole([began("shop", 0, { silences }), began("mail", 1, over(30))]);
    expect(toldOf(silent, chat({ reminderMinutes: 20 }))).toEqual([
      "1 opened chat",
      "21 reminder chat",
    ]);
  });
});
