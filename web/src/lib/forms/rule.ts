import { ALERT_LEVELS, type AlertLevel } from "$domain/alerts/alert";
import { RULE_BOUNDS, RULE_DEFAULTS, type Hours } from "$domain/alerts/rule";
import { textField } from "$lib/forms/text-field";
import { m } from "$lib/paraglide/messages";
import type { EndpointName } from "$lib/server/endpoints";
import type { RuleView } from "$protocol/notifications";

/** Steps that the form has room for where there are no more than these. */
export const DEFAULT_STEP_ROWS = 3;

export type HoursValues = { isOn: boolean; days: number[]; from: string; to: string };

/** What the fields of the form hold. */
export type RuleValues = {
  name: string;
  enabled: boolean;
  channelIds: string[];
  level: AlertLevel;
  endpointIds: string[];
  /** Ids. */
  pages: string[];
  tags: string;
  hours: HoursValues;
  delayMinutes: string;
  reminderMinutes: string;
  escalationSteps: { afterMinutes: string; channelIds: string[] }[];
  quietHours: HoursValues;
  timeZone: string;
};

export function parseRuleForm(form: FormData): {
  values: RuleValues;
  body: Record<string, unknown>;
} {
  const text = (field: string) => textField(form, field).trim();
  const list = (field: string) => form.getAll(field).map(String);
  const values: RuleValues = {
    name: text("name"),
    enabled: form.get("enabled") !== null,
    channelIds: list("channelIds"),
    level: ALERT_LEVELS.find((candidate) => candidate === text("level")) ?? "down",
    endpointIds: list("endpointIds"),
    pages: list("pages"),
    tags: text("tags"),
    hours: readHours(form, "match.hours"),
    delayMinutes: text("delayMinutes"),
    reminderMinutes: text("reminderMinutes"),
    escalationSteps: Array.from({ length: stepRowsFor(countStepRows(form)) }, (_, at) => ({
      afterMinutes: text(`escalationSteps.${at}.afterMinutes`),
      channelIds: list(`escalationSteps.${at}.channelIds`),
    })),
    quietHours: readHours(form, "quietHours"),
    timeZone: text("timeZone"),
  };
  return { values, body: bodyOf(values) };
}

/**
 * What was chosen and is deleted stays chosen until somebody lets it go: a rule that names nothing any
 * more would be about everything.
 */
export function withDeletedOptions(
  known: readonly EndpointName[],
  chosen: readonly string[],
): EndpointName[] {
  const ids = new Set(known.map(({ id }) => id));
  const deletedIds = chosen.filter((id) => !ids.has(id));
  return [...known, ...deletedIds.map((id) => ({ id, name: m.rule_deleted() }))];
}

/** One that came over the API may have more, and none of them is lost by a look at it. */
const stepRowsFor = (escalationSteps: number): number =>
  Math.max(DEFAULT_STEP_ROWS, Math.min(escalationSteps, RULE_BOUNDS.escalationSteps.max));

const countStepRows = (form: FormData): number =>
  [...form.keys()].filter((field) => /^escalationSteps\.\d+\.afterMinutes$/.test(field)).length;

const bodyOf = (values: RuleValues): Record<string, unknown> => ({
  name: values.name,
  enabled: values.enabled,
  channelIds: values.channelIds,
  match: {
    endpointIds: values.endpointIds,
    pages: values.pages,
    tags: splitTags(values.tags),
    level: values.level,
    hours: hoursOf(values.hours),
  },
  delayMinutes: numberOf(values.delayMinutes) ?? 0,
  reminderMinutes: numberOf(values.reminderMinutes),
  escalationSteps: values.escalationSteps
    .filter(({ afterMinutes, channelIds }) => afterMinutes !== "" || channelIds.length > 0)
    .map(({ afterMinutes, channelIds }) => ({ afterMinutes: numberOf(afterMinutes), channelIds })),
  quietHours: hoursOf(values.quietHours),
  timeZone: values.timeZone,
});

const splitTags = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];

/** What is no number stays text, so that the API says so. */
const numberOf = (text: string): number | string | null =>
  text === "" ? null : /^\d+$/.test(text) ? Number(text) : text;

function readHours(form: FormData, field: string): HoursValues {
  return {
    isOn: form.get(`${field}.on`) !== null,
    days: form.getAll(`${field}.days`).map(Number),
    from: textField(form, `${field}.from`),
    to: textField(form, `${field}.to`),
  };
}

const hoursOf = ({ isOn, days, from, to }: HoursValues): Hours | null =>
  isOn ? { days, from, to } : null;

const hoursValues = (hours: Hours | null, defaults: Omit<HoursValues, "isOn">): HoursValues =>
  hours ? { isOn: true, ...hours } : { isOn: false, ...defaults };

const WORK_HOURS = { days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" };
const NIGHT_HOURS = { days: [0, 1, 2, 3, 4, 5, 6], from: "22:00", to: "07:00" };

export const ruleValues = (rule: RuleView): RuleValues => ({
  name: rule.name,
  enabled: rule.enabled,
  channelIds: rule.channelIds,
  level: rule.match.level,
  endpointIds: rule.match.endpointIds,
  pages: rule.match.pages,
  tags: rule.match.tags.join(", "),
  hours: hoursValues(rule.match.hours, WORK_HOURS),
  delayMinutes: String(rule.delayMinutes),
  reminderMinutes: rule.reminderMinutes === null ? "" : String(rule.reminderMinutes),
  escalationSteps: Array.from({ length: stepRowsFor(rule.escalationSteps.length) }, (_, at) => {
    const step = rule.escalationSteps[at];
    return {
      afterMinutes: step ? String(step.afterMinutes) : "",
      channelIds: step?.channelIds ?? [],
    };
  }),
  quietHours: hoursValues(rule.quietHours, NIGHT_HOURS),
  timeZone: rule.timeZone,
});

/** What the form of a rule would send if nothing were changed. */
export const ruleBody = (rule: RuleView) => bodyOf(ruleValues(rule));

export const newRuleValues = (timeZone: string): RuleValues =>
  ruleValues({
    ...RULE_DEFAULTS,
    escalationSteps: [],
    id: "",
    name: "",
    channelIds: [],
    timeZone,
    createdAt: "",
    updatedAt: "",
  });
