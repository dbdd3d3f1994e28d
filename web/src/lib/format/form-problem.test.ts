import { describe, expect, it } from "vitest";
import { newFormValues } from "$lib/forms/endpoint/form";
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
