import { describe, expect, it } from "vitest";
import { planNotifications, notifiedChannels, type NotificationPlan } from "./planner";
import type { DetectedAlert } from "./alert";
import { simulateRule } from "./simulation";
import type { Rule } from "./rule";
import { ruleFixture } from "./rule-fixture";
import {
  INITIAL_NOTIFICATION_STATE,
  summarizeGroup,
  type AlertGroupMember,
  type NotificationState,
} from "./group";

const START = Date.UTC(2026, 0, 5, 8);
const MINUTE = 60_000;

const began = (
  id: string,
  at: number,
  fields: Partial<AlertGroupMember> & Partial<DetectedAlert> = {},
): AlertGroupMember => {
  const { endedAt = null, resolution = null, silences = [], notifiedChannelIds, ...more } = fields;
  return {
    alert: {
      id: `${id}-1`,
      endpointId: id,
      endpointName: id,
      tags: [],
      dependencyIds: [],
      level: "down",
      startedAt: START + at * MINUTE,
      openedAt: START + at * MINUTE,
      failureCount: 1,
      reason: null,
      ...more,
    },
    endedAt,
    resolution,
    pageIds: [],
    silences,
    ...(notifiedChannelIds && { notifiedChannelIds }),
  };
};
const contextWith = (...rules: Rule[]) => ({ rules, channelIds: ["chat", "phone"] });
const NOTIFIED_STATE: NotificationState = {
  ...INITIAL_NOTIFICATION_STATE,
  rules: { rule: { notifiedAt: START, remindedAt: START, reminderCount: 0, escalationCount: 0 } },
  notifiedChannels: { chat: "rule" },
};
const plan = (
  members: AlertGroupMember[],
  notificationState: NotificationState,
  at: number,
  ...rules: Rule[]
): NotificationPlan =>
  planNotifications(
    { id: "shop-1", members, acknowledgedAt: null, notificationState },
    contextWith(...(rules.length > 0 ? rules : [ruleFixture()])),
    START + at * MINUTE,
  );
const expanded = ({ notifications }: NotificationPlan) =>
  notifications.map(({ kind, channelId, expansion }) => [
    kind,
    channelId,
    expansion?.joinedAlertIds,
    expansion?.isEscalation,
  ]);

describe("an incident that grows", () => {
  it("[NT12] tells those who know of it what joined, once", () => {
    const shop = began("shop", 0, { notifiedChannelIds: ["chat"] });
    const first = plan([shop, began("mail", 1, { notifiedChannelIds: [] })], NOTIFIED_STATE, 1);
    expect(expanded(first)).toEqual([["expanded", "chat", ["mail-1"], false]]);
    const notifiedChannelIds = Object.keys(notifiedChannels(first, "mail-1"));
    expect(notifiedChannelIds).toEqual(["chat"]);
    const again = plan(
      [shop, began("mail", 1, { notifiedChannelIds })],
      first.notificationState,
      2,
    );
    expect(expanded(again)).toEqual([]);
  });

  it("[NT12] tells whom it did not know as ever, and not what joined at that moment", () => {
    const members = [
      began("shop", 0, { notifiedChannelIds: [] }),
      began("mail", 0, { notifiedChannelIds: [] }),
    ];
    expect(expanded(plan(members, INITIAL_NOTIFICATION_STATE, 0))).toEqual([
      ["opened", "chat", undefined, undefined],
    ]);
  });

  it("[NT12] is one message for all that joined by then", () => {
    const joined = ["a", "b", "c"].map((id) => began(id, 1, { notifiedChannelIds: [] }));
    const planned = plan(
      [began("shop", 0, { notifiedChannelIds: ["chat"] }), ...joined],
      NOTIFIED_STATE,
      1,
    );
    expect(expanded(planned)).toEqual([["expanded", "chat", ["a-1", "b-1", "c-1"], false]]);
  });

  it("[NT12] waits as its rule waits, and says nothing of what is over by then", () => {
    const membersWith = (fields: Parameters<typeof began>[2]) => [
      began("shop", 0, { notifiedChannelIds: ["chat"] }),
      began("mail", 1, { notifiedChannelIds: [], ...fields }),
    ];
    const late = ruleFixture({ delayMinutes: 5 });
    const waiting = plan(membersWith({}), NOTIFIED_STATE, 1, late);
    expect([expanded(waiting), waiting.nextAt]).toEqual([[], START + 6 * MINUTE]);
    expect(notifiedChannels(waiting, "mail-1")).toEqual({});
    expect(expanded(plan(membersWith({}), waiting.notificationState, 6, late))).toHaveLength(1);
    const over = { endedAt: START + 3 * MINUTE, resolution: "recovered" } as const;
    expect(expanded(plan(membersWith(over), waiting.notificationState, 6, late))).toEqual([]);
    const silent = membersWith({ silences: [{ from: START, to: Infinity }] });
    expect(expanded(plan(silent, NOTIFIED_STATE, 2))).toEqual([]);
  });

  it("[NT12] says nothing of what was named before, or failed in it before", () => {
    const named = began("shop", 0, {
      notifiedChannelIds: ["chat"],
      alsoAffected: [{ id: "mail", name: "mail" }],
    });
    expect(
      expanded(plan([named, began("mail", 1, { notifiedChannelIds: [] })], NOTIFIED_STATE, 1)),
    ).toEqual([]);
    const over = { endedAt: START + MINUTE, resolution: "recovered" } as const;
    const members = [
      began("shop", 0, { notifiedChannelIds: ["chat"] }),
      began("mail", 0, { notifiedChannelIds: ["chat"], ...over }),
      { ...began("mail", 2, { notifiedChannelIds: [] }) },
    ];
    members[2] = { ...members[2]!, alert: { ...members[2]!.alert, id: "mail-2" } };
    expect(expanded(plan(members, NOTIFIED_STATE, 2))).toEqual([]);
  });

  it("[NT13] says once that people call it worse, and nothing where they call it better", () => {
    const shop = (severity: "minor" | "major" | "critical") =>
      began("shop", 0, { notifiedChannelIds: ["chat"], severity });
    const worse = plan([shop("critical")], NOTIFIED_STATE, 1);
    expect(expanded(worse)).toEqual([["expanded", "chat", [], true]]);
    expect(expanded(plan([shop("critical")], worse.notificationState, 2))).toEqual([]);
    const better = plan([shop("minor")], worse.notificationState, 3);
    expect(expanded(better)).toEqual([]);
    expect(expanded(plan([shop("major")], better.notificationState, 4))).toEqual([
      ["expanded", "chat", [], true],
    ]);
  });

  it("[NT12] [RL9] is rehearsed as it is told", () => {
    const over = { endedAt: START + 9 * MINUTE, resolution: "recovered" } as const;
    const members = [began("shop", 0, over), began("mail", 1, over)].map(
      ({ notifiedChannelIds: _, ...member }) => member,
    );
    const notifications = simulateRule(
      { id: "shop-1", members, acknowledgedAt: null },
      contextWith(ruleFixture()),
      START + 10 * MINUTE,
    );
    expect(notifications.map(({ kind, at }) => [kind, (at - START) / MINUTE])).toEqual([
      ["opened", 0],
      ["expanded", 1],
      ["ended", 9],
    ]);
  });

  it("[RL9] what was over or taken on before anybody was to be told stops no rehearsal", () => {
    const before = START - MINUTE;
    const over = { endedAt: before, resolution: "recovered" } as const;
    const [member] = [began("shop", 0, over)].map(({ notifiedChannelIds: _, ...one }) => one);
    const past = { id: "shop-1", members: [member!], acknowledgedAt: before - MINUTE };
    expect(() => simulateRule(past, contextWith(ruleFixture()), START + MINUTE)).not.toThrow();
  });
});

it("[NT10] counts endpoints: two may have one name, and one may fail twice", () => {
  const members = ["shop", "mail", "mail"].map((id, at) => {
    const one = began(id, at);
    const named = { endpointName: "API", endpointId: id, id: `${id}-${at}` };
    return { ...one, alert: { ...one.alert, ...named } };
  });
  expect(
    summarizeGroup({ id: "shop-0", members }, { isResolved: false, alertIds: [] })
      .additionalEndpoints,
  ).toBe(1);
});

it("[NT10] [WD2] what is left of an incident is down since it failed itself, all of it since the first", () => {
  const over = { endedAt: START + 5 * MINUTE, resolution: "recovered" } as const;
  const members = [began("shop", 0, over), began("mail", 1)];
  const sinceOf = (of: AlertGroupMember[], isResolved: boolean) =>
    (summarizeGroup({ id: "shop-1", members: of }, { isResolved, alertIds: [] }).alert.startedAt -
      START) /
    MINUTE;
  expect(sinceOf(members, false)).toBe(1);
  expect(sinceOf(members, true)).toBe(0);
  const title = "A disk is full";
  expect(sinceOf([began("shop", 0, { ...over, title }), began("mail", 1, { title })], false)).toBe(
    0,
  );
});
