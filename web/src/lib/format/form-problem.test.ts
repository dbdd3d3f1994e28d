import { describe, expect, it } from "vitest";
import { newFormValues } from "$lib/forms/endpoint/form";
import { channelFormProblems } from "./channel-problem";
import { apiFormProblems } from "./form-problem";

const formProblems = (
  kind: "http" | "tcp",
  fields: Record<string, string>,
  assertionPaths: string[] = [],
) =>
  apiFormProblems(
    { code: "invalid", message: "", fields },
    { values: newFormValues(kind), assertionPaths },
  );

describe("what the API refuses", () => {
  it("[UI5] stands at its field, whatever the path says of its inside", () => {
    expect(formProblems("http", { url: "a", "tags.0": "b", "auth.password": "c" })).toEqual({
      url: "A.",
      tags: "B.",
      password: "C.",
    });
    expect(formProblems("tcp", { url: "a" })).toEqual({ host: "A." });
  });

  it("[UI5] [SE7] says of a stored secret that would go elsewhere to enter it again", () => {
    const refused = "expected the value itself, since a stored one is kept only for the same host";
    const again = expect.stringMatching(/^The address leads to another host now/) as string;
    const fields = { "auth.password": refused, "headers.X-Key": refused, body: refused };
    expect(formProblems("http", fields)).toEqual({ password: again, headers: again, body: again });
    expect(channelFormProblems({ "settings.token": refused })).toEqual({ "settings.token": again });
  });

  it("[UI18] stands at the row where the claim was typed", () => {
    const claimedAt = ["daysLeft", "assertions.0", "assertions.3"];
    expect(
      formProblems(
        "http",
        { "assertions.2.expected": "a", "assertions.0.expected": "b" },
        claimedAt,
      ),
    ).toEqual({ "assertions.3.expected": "A.", daysLeft: "B." });
  });
});
