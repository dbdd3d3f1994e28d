import { describe, expect, it } from "vitest";
import { RULE_DEFAULTS } from "$domain/alerts/rule";
import type { RuleView } from "$protocol/notifications";
import { newRuleValues, parseRuleForm, ruleValues, withDeletedOptions } from "./rule";

const formOf = (fields: Record<string, string | string[]>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const item of [value].flat()) form.append(name, item);
  }
  return form;
};

const RULE: RuleView = {
  ...RULE_DEFAULTS,
  id: "rule",
  name: "Nights",
  channelIds: ["a"],
  timeZone: "UTC",
  createdAt: "",
  updatedAt: "",
};

describe("the form of a rule", () => {
  it("[UI39] is read into what the API takes, and back", () => {
    const { values, body } = parseRuleForm(
      formOf({
        name: " Nights ",
        enabled: "on",
        channelIds: ["a", "b"],
        level: "degraded",
        pages: ["acme"],
        tags: "core, eu, core",
        "match.hours.on": "on",
        "match.hours.days": ["1", "2"],
        "match.hours.from": "22:00",
        "match.hours.to": "06:00",
        delayMinutes: "5",
        reminderMinutes: "",
        "escalationSteps.0.afterMinutes": "10",
        "escalationSteps.0.channelIds": ["b"],
        "quietHours.days": ["0"],
        timeZone: "Asia/Seoul",
      }),
    );
    expect(body).toEqual({
      name: "Nights",
      enabled: true,
      channelIds: ["a", "b"],
      match: {
        endpointIds: [],
        pages: ["acme"],
        tags: ["core", "eu"],
        level: "degraded",
        hours: { days: [1, 2], from: "22:00", to: "06:00" },
      },
      delayMinutes: 5,
      reminderMinutes: null,
      escalationSteps: [{ afterMinutes: 10, channelIds: ["b"] }],
      quietHours: null,
      timeZone: "Asia/Seoul",
    });
    expect(values.escalationSteps).toHaveLength(3);
  });

  it("[UI39] has room for every step of a rule that came over the API", () => {
    const escalationSteps = [10, 20, 30, 40].map((afterMinutes) => ({
      afterMinutes,
      channelIds: ["a"],
    }));
    const values = ruleValues({ ...RULE, escalationSteps });
    const fields = values.escalationSteps.flatMap((step, at) => [
      [`escalationSteps.${at}.afterMinutes`, step.afterMinutes],
      [`escalationSteps.${at}.channelIds`, "a"],
    ]);
    const { body } = parseRuleForm(formOf(Object.fromEntries(fields) as Record<string, string>));
    expect(body["escalationSteps"]).toEqual(escalationSteps);
  });

  it("[UI39] begins with nothing that a new rule would not have", () => {
    const values = newRuleValues("UTC");
    expect(values).toMatchObject({ enabled: true, delayMinutes: "0", reminderMinutes: "" });
    expect(values.quietHours.isOn).toBe(false);
    expect(ruleValues).toBeTypeOf("function");
  });

  it("[UI39] goes on naming what is deleted, so that it is not about everything", () => {
    const known = [{ id: "shop", name: "Shop" }];
    expect(withDeletedOptions(known, ["shop"])).toEqual(known);
    expect(withDeletedOptions(known, ["gone"])).toEqual([
      ...known,
      { id: "gone", name: "Deleted meanwhile" },
    ]);
  });
});
