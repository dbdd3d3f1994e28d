import { describe, expect, it } from "vitest";
import { rulesUsingChannel } from "./mail-channel";

const rule = (name: string, channelIds: string[], more: object = {}) => ({
  name,
  enabled: true,
  channelIds,
  escalationSteps: [],
  ...more,
});

describe("a channel for the mails of a page", () => {
  it("[SB15] hears all of the team's notifications until there is a rule, then what names it", () => {
    expect(rulesUsingChannel("mail", [])).toBeNull();
    expect(
      rulesUsingChannel("mail", [
        rule("Shop", ["chat", "mail"]),
        rule("Nights", ["chat"], { escalationSteps: [{ afterMinutes: 10, channelIds: ["mail"] }] }),
        rule("Off", ["mail"], { enabled: false }),
        rule("Other", ["chat"]),
      ]),
    ).toEqual(["Shop", "Nights"]);
    expect(rulesUsingChannel("mail", [rule("Other", ["chat"])])).toEqual([]);
  });
});
