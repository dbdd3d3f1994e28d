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

const alertOf = (fields: Partial<DetectedAlert> = {}): Alert => ({
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

const routing = (fields: Partial<RoutingContext> = {}): RoutingContext => ({
  rules: [],
  channelIds: ["chat", "phone", "mail"],
  ...fields,
});

const member = (fields: Partial<AlertGroupMember> = {}): AlertGroupMember => ({
  alert: alertOf(),
  endedAt: null,
  resolution: null,
  pageIds: [],
  silences: [],
  ...fields,
});
const group = (
  members: AlertGroupMember[],
  acknowledgedAt: number | null = null,
): PastAlertGroup => ({
  id: members[0]!.alert.id,
  members,
  acknowledgedAt,
});

/** All that is told of an incident until some time, as `<minute> <kind> <channel>`. */
const plan = (
  {
    acknowledgedAt = null,
    ...past
  }: Partial<AlertGroupMember> & { acknowledgedAt?: number | null },
  context: RoutingContext,
) => planOf(group([member(past)], acknowledgedAt), context);

function planOf(past: PastAlertGroup, context: RoutingContext): string[] {
  return simulateRule(past, context, START + 24 * HOUR).map(
    ({ at, kind, channelId }) => `${(at - START) / MINUTE} ${kind} ${channelId}`,
  );
}

const over = (minutes: number) =>
  ({ endedAt: START + minutes * MINUTE, resolution: "recovered" }) as const;

describe("without any rule", () => {
  it("[RL1] every enabled channel hears every incident, and its end", () => {
    expect(plan(over(10), routing({ channelIds: ["chat", "phone"] }))).toEqual([
      "0 opened chat",
      "0 opened phone",
      "10 ended chat",
      "10 ended phone",
    ]);
    expect(plan({ alert: alertOf({ level: "degraded" }), ...over(10) }, routing())).toEqual([]);
  });
});

describe("a rule", () => {
  it("[RL2] is about endpoints, tags, pages, severities and hours", () => {
    const matches = (match: Partial<Rule["match"]>, about: Partial<DetectedAlert> = {}) =>
      plan(
        { alert: alertOf(about), pageIds: ["main"] },
        routing({ rules: [ruleFixture({ match: { ...RULE_DEFAULTS.match, ...match } })] }),
      ).length > 0;
    expect(matches({ endpointIds: ["shop"] })).toBe(true);
    expect(matches({ endpointIds: ["mail"] })).toBe(false);
    expect(matches({ tags: ["eu", "core"] })).toBe(true);
    expect(matches({ tags: ["eu"] })).toBe(false);
    expect(matches({ pages: ["main"] })).toBe(true);
    expect(matches({ pages: ["other"] })).toBe(false);
    expect(matches({}, { level: "degraded" })).toBe(false);
    expect(matches({ level: "degraded" }, { level: "degraded" })).toBe(true);
    expect(matches({ hours: { days: [1], from: "07:00", to: "09:00" } })).toBe(true);
    expect(matches({ hours: { days: [2], from: "07:00", to: "09:00" } })).toBe(false);
    expect(matches({ endpointIds: ["shop"], tags: ["eu"] })).toBe(false);
  });

  it("[RL3] waits before it tells, and never tells what is over by then", () => {
    const rules = [ruleFixture({ delayMinutes: 5 })];
    expect(plan(over(4), routing({ rules }))).toEqual([]);
    expect(plan(over(9), routing({ rules }))).toEqual(["5 opened chat", "9 ended chat"]);
    const acknowledgedAt = START + 2 * MINUTE;
    expect(plan({ acknowledgedAt, ...over(9) }, routing({ rules }))).toEqual([]);
  });

  it("[RL4] reminds until somebody acknowledges, or it is over", () => {
    const rules = [ruleFixture({ reminderMinutes: 30 })];
    const reminders = ["0 opened chat", "30 reminder chat", "60 reminder chat"];
    expect(plan(over(70), routing({ rules }))).toEqual([...reminders, "70 ended chat"]);
    const acknowledgedAt = START + 61 * MINUTE;
    expect(plan({ acknowledgedAt, ...over(200) }, routing({ rules }))).toEqual([
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
    expect(plan(over(40), routing({ rules }))).toEqual([
      "0 opened chat",
      "10 escalated phone",
      "30 escalated mail",
      "30 escalated chat",
      "40 ended chat",
      "40 ended phone",
      "40 ended mail",
    ]);
    const acknowledgedAt = START + 20 * MINUTE;
    expect(plan({ acknowledgedAt, ...over(40) }, routing({ rules }))).toEqual([
      "0 opened chat",
      "10 escalated phone",
      "40 ended chat",
      "40 ended phone",
    ]);
  });

  it("[RL6] says nothing in its quiet hours, and the rest at their end", () => {
    const quietHours: Hours = { days: ALWAYS, from: "22:00", to: "09:00" };
    const rules = [ruleFixture({ quietHours, reminderMinutes: 30 })];
    expect(plan(over(30), routing({ rules }))).toEqual([]);
    expect(plan(over(100), routing({ rules }))).toEqual([
      "60 opened chat",
      "90 reminder chat",
      "100 ended chat",
    ]);
    const late = ruleFixture({ quietHours: { days: ALWAYS, from: "08:05", to: "08:20" } });
    expect(plan(over(10), routing({ rules: [late] }))).toEqual(["0 opened chat", "20 ended chat"]);
  });

  it("[RL7] says nothing in announced work, nor while what it depends on is down", () => {
    const silences = [{ from: START - HOUR, to: START + 15 * MINUTE }];
    const rules = [ruleFixture()];
    expect(plan({ ...over(10), silences }, routing({ rules }))).toEqual([]);
    expect(plan({ ...over(20), silences }, routing({ rules }))).toEqual([
      "15 opened chat",
      "20 ended chat",
    ]);
    const forEver = [{ from: START - HOUR, to: Infinity }];
    expect(plan({ silences: forEver }, routing({ rules }))).toEqual([]);
  });

  it("[RL8] and another that name the same channel tell it once", () => {
    const rules = [ruleFixture(), ruleFixture({ id: "other", channelIds: ["chat", "mail"] })];
    expect(plan(over(1), routing({ rules }))).toEqual([
      "0 opened chat",
      "0 opened mail",
      "1 ended chat",
      "1 ended mail",
    ]);
  });

  it("[RL1] counts for what begins after it was made; a disabled channel hears nothing", () => {
    const later = ruleFixture({ createdAt: START + 1, channelIds: ["mail"] });
    expect(plan({}, routing({ rules: [later], channelIds: ["chat"] }))).toEqual(["0 opened chat"]);
    expect(plan({}, routing({ rules: [ruleFixture()], channelIds: ["mail"] }))).toEqual([]);
    expect(plan({}, routing({ rules: [ruleFixture({ enabled: false })] }))).toEqual([]);
  });

  it("[RL3] says nothing of the end of what only got worse", () => {
    expect(plan({ endedAt: START + MINUTE, resolution: "worse" }, routing())).toHaveLength(3);
  });
});

it("[RL8] planned twice is told once", () => {
  const known = { ...group([member()]), notificationState: INITIAL_NOTIFICATION_STATE };
  const planned = planNotifications(known, routing(), START);
  expect(planned.notifications).toHaveLength(3);
  expect(planNotifications({ ...known, ...planned }, routing(), START).notifications).toEqual([]);
});

describe("an incident of several endpoints", () => {
  const began = (id: string, minutes: number, fields: Partial<AlertGroupMember> = {}) =>
    member({
      alert: alertOf({
        id: `${id}-1`,
        endpointId: id,
        endpointName: id,
        tags: [id],
        openedAt: START + minutes * MINUTE,
      }),
      ...fields,
    });
  const chat = (fields: Partial<Rule> = {}) => routing({ rules: [ruleFixture(fields)] });

  it("[NT10] is told once that it began, and once that all of it is over", () => {
    const incident = group([began("shop", 0, over(10)), began("mail", 1, over(30))]);
    expect(planOf(incident, chat())).toEqual(["0 opened chat", "1 expanded chat", "30 ended chat"]);
    expect(planOf(group([began("shop", 0, over(10)), began("mail", 1)]), chat())).toEqual([
      "0 opened chat",
      "1 expanded chat",
    ]);
  });

  it("[NT10] is told to whom a rule tells of any of it, once it begins there", () => {
    const match = { ...RULE_DEFAULTS.match, tags: ["mail"] };
    const rules = [ruleFixture(), ruleFixture({ id: "mail", channelIds: ["mail", "chat"], match })];
    const incident = group([began("shop", 0, over(10)), began("mail", 1, over(30))]);
    expect(planOf(incident, routing({ rules }))).toEqual([
      "0 opened chat",
      "1 opened mail",
      "1 expanded chat",
      "30 ended chat",
      "30 ended mail",
    ]);
  });

  it("[NT10] waits for what lasts, not for what is over by then, and speaks where any of it may", () => {
    const short = group([began("shop", 0, over(3)), began("mail", 1, over(30))]);
    expect(planOf(short, chat({ delayMinutes: 5 }))).toEqual(["6 opened chat", "30 ended chat"]);
    const silences = [{ from: START - HOUR, to: Infinity }];
    const silent = group([began("shop", 0, { silences }), began("mail", 1, over(30))]);
    expect(planOf(silent, chat({ reminderMinutes: 20 }))).toEqual([
      "1 opened chat",
      "21 reminder chat",
    ]);
  });
});
