import { describe, expect, it } from "vitest";
import { newRuleValues, readRule, ruleValues } from "./form";

const formOf = (fields: Record<string, string | string[]>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) form.append(name, one);
  }
  return form;
};

describe("the form of a rule", () => {
  it("[UI39] is read into what the API takes, and back", () => {
    const { values, body } = readRule(
      formOf({
        name: " Nights ",
        enabled: "on",
        channelIds: ["a", "b"],
        severity: "degraded",
        pages: ["acme"],
        tags: "core, eu, core",
        "match.hours.on": "on",
        "match.hours.days": ["1", "2"],
        "match.hours.from": "22:00",
        "match.hours.to": "06:00",
        delayMinutes: "5",
        remindMinutes: "",
        "steps.0.afterMinutes": "10",
        "steps.0.channelIds": ["b"],
        "quiet.days": ["0"],
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
        severity: "degraded",
        hours: { days: [1, 2], from: "22:00", to: "06:00" },
      },
      delayMinutes: 5,
      remindMinutes: null,
      steps: [{ afterMinutes: 10, channelIds: ["b"] }],
      quiet: null,
      timeZone: "Asia/Seoul",
    });
    expect(values.steps).toHaveLength(3);
  });

  it("[UI39] begins with nothing that a new rule would not have", () => {
    const values = newRuleValues("UTC");
    expect(values).toMatchObject({ enabled: true, delayMinutes: "0", remindMinutes: "" });
    expect(values.quiet.isOn).toBe(false);
    expect(ruleValues).toBeTypeOf("function");
  });
});
