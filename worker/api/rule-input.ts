import * as v from "valibot";
import { isTimeZone } from "../domain/time-zone";
import { ALERT_LEVELS } from "../domain/alerts/alert";
import { RULE_BOUNDS as BOUNDS, RULE_DEFAULTS } from "../domain/alerts/rule";
import { strictObject, expectedText, shortText, boundedInteger } from "./input";

const id = shortText({ min: 1, max: 64 });
const ids = (items: string, max: number) =>
  v.pipe(
    v.array(id, expectedText(`a list of ${items}`)),
    v.maxLength(max, `expected at most ${max}`),
    v.check((list) => new Set(list).size === list.length, "expected each once"),
  );

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const time = v.pipe(
  v.string(expectedText("a time such as 22:00")),
  v.regex(TIME, expectedText("a time such as 22:00")),
);
const hours = v.nullable(
  strictObject({
    days: v.pipe(
      v.array(
        boundedInteger({ min: 0, max: 6 }),
        expectedText("a list of days from 0, Sunday, to 6"),
      ),
      v.minLength(1, "expected at least one day"),
      v.check((days) => new Set(days).size === days.length, "expected each once"),
    ),
    from: time,
    to: time,
  }),
);

const match = strictObject({
  endpointIds: v.optional(ids("endpoints", BOUNDS.ids.max), []),
  tags: v.optional(ids("tags", BOUNDS.tags.max), []),
  pages: v.optional(ids("pages", BOUNDS.ids.max), []),
  level: v.optional(
    v.picklist(ALERT_LEVELS, expectedText(`one of ${ALERT_LEVELS.join(", ")}`)),
    RULE_DEFAULTS.match.level,
  ),
  hours: v.optional(hours, null),
});

const escalationSteps = v.pipe(
  v.array(
    strictObject({
      afterMinutes: boundedInteger(BOUNDS.afterMinutes),
      channelIds: v.pipe(
        ids("channels", BOUNDS.ids.max),
        v.minLength(1, "expected at least one channel"),
      ),
    }),
    expectedText("a list of steps"),
  ),
  v.maxLength(BOUNDS.escalationSteps.max, `expected at most ${BOUNDS.escalationSteps.max}`),
  v.check(
    (list) =>
      list.every(({ afterMinutes }, at) => afterMinutes > (list[at - 1]?.afterMinutes ?? 0)),
    "expected each step after the one before",
  ),
);

const fields = {
  name: shortText(BOUNDS.name),
  enabled: v.boolean(expectedText("true or false")),
  match,
  channelIds: v.pipe(
    ids("channels", BOUNDS.ids.max),
    v.minLength(1, "expected at least one channel"),
  ),
  delayMinutes: boundedInteger(BOUNDS.delayMinutes),
  reminderMinutes: v.nullable(boundedInteger(BOUNDS.reminderMinutes)),
  escalationSteps,
  quietHours: hours,
  timeZone: v.pipe(
    v.string(expectedText("a time zone such as Europe/Berlin")),
    v.check(isTimeZone, expectedText("a time zone such as Europe/Berlin")),
  ),
};

export const newRuleSchema = strictObject({
  ...fields,
  enabled: v.optional(fields.enabled, RULE_DEFAULTS.enabled),
  match: v.optional(match, {}),
  delayMinutes: v.optional(fields.delayMinutes, RULE_DEFAULTS.delayMinutes),
  reminderMinutes: v.optional(fields.reminderMinutes, RULE_DEFAULTS.reminderMinutes),
  escalationSteps: v.optional(escalationSteps, []),
  quietHours: v.optional(hours, null),
  timeZone: v.optional(fields.timeZone),
});

export const ruleChangesSchema = strictObject(v.partial(v.object(fields)).entries);
