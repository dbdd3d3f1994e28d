import { describe, expect, it } from "vitest";
import { newFormValues } from "$lib/forms/endpoint/form";

import { apiFormProblems } from "./form-problem";
import { inputProblems } from "./input-problem";

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
    expect(
      formProblems("http", {
        url: "expected an address such as https://example.com",
        "tags.0": "expected at most 16",
        "auth.password": "expected a value, saw nothing",
      }),
    ).toEqual({
      url: "Enter an address such as https://example.com.",
      tags: "Use at most 16.",
      password: "Enter a value.",
    });
    expect(formProblems("tcp", { url: "the address is this Pharos itself" })).toEqual({
      host: "Enter another address: this one is Pharos itself.",
    });
  });

  it("[UI5] [SE7] says of a stored secret that would go elsewhere to enter it again", () => {
    const refused = "expected the value itself, since a stored one is kept only for the same host";
    const again = expect.stringMatching(/^The address leads to another host now/) as string;
    const fields = { "auth.password": refused, "headers.X-Key": refused, body: refused };
    expect(formProblems("http", fields)).toEqual({ password: again, headers: again, body: again });
    expect(inputProblems({ "settings.token": refused })).toEqual({ "settings.token": again });
  });

  it("[UI18] stands at the row where the claim was typed", () => {
    const claimedAt = ["daysLeft", "assertions.0", "assertions.3"];
    expect(
      formProblems(
        "http",
        {
          "assertions.2.expected": "expected a value to compare with",
          "assertions.0.expected": 'expected a number with atLeast, saw "x"',
        },
        claimedAt,
      ),
    ).toEqual({ "assertions.3.expected": "Enter a value.", daysLeft: "Enter a number." });
  });
});
