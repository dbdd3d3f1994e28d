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
    expect(formProblems("http", { url: "a", "tags.0": "b", "auth.password": "c" })).toEqual({
      url: "A.",
      tags: "B.",
      password: "C.",
    });
    expect(formProblems("tcp", { url: "a" })).toEqual({ host: "A." });
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
