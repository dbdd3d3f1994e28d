import { RULE_DEFAULTS, type Rule } from "./rule";

/** A rule of tests: all that begins, at once, to one channel. */
export const ruleFixture = (fields: Partial<Rule> = {}): Rule => ({
  ...RULE_DEFAULTS,
  id: "rule",
  name: "rule",
  channelIds: ["chat"],
  timeZone: "UTC",
  createdAt: 0,
  updatedAt: 0,
  ...fields,
});
