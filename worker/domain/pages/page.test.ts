import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { componentStatus, isSlug, pageStatus, COMPONENT_STATUSES } from "./page";

describe("several endpoints as one", () => {
  it.each([
    [[], "UNKNOWN"],
    [["UP"], "UP"],
    [["UP", "PAUSED"], "UP"],
    [["PAUSED"], "UNKNOWN"],
    [["UP", "UNKNOWN"], "UNKNOWN"],
    [["UP", "MAINTENANCE"], "MAINTENANCE"],
    [["UP", "DEGRADED", "MAINTENANCE"], "DEGRADED"],
    [["UP", "DOWN"], "PARTIAL"],
    [["DOWN", "DOWN"], "DOWN"],
    [["DOWN", "MAINTENANCE"], "DOWN"],
    [["DOWN", "UNKNOWN"], "PARTIAL"],
  ] as const)("[PG1] %j are %s", (shown, status) => {
    expect(componentStatus(shown)).toBe(status);
  });

  it.each([
    [[], "UNKNOWN"],
    [["UP", "UP"], "UP"],
    [["UP", "UNKNOWN"], "UNKNOWN"],
    [["UP", "MAINTENANCE"], "MAINTENANCE"],
    [["UNKNOWN", "DEGRADED"], "DEGRADED"],
    [["UP", "DOWN"], "PARTIAL"],
    [["DOWN", "DOWN"], "DOWN"],
  ] as const)("[PG2] a page of %j is %s", (components, status) => {
    expect(pageStatus(components)).toBe(status);
  });

  it("[PG2] a page is up only where all of it is", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...COMPONENT_STATUSES), { minLength: 1 }), (all) => {
        expect(pageStatus(all) === "UP").toBe(all.every((one) => one === "UP"));
      }),
    );
  });
});

it.each([
  ["acme", true],
  ["acme-2", true],
  ["a--b", true],
  ["", false],
  ["-a", false],
  ["a-", false],
  ["Acme", false],
  ["a/b", false],
  ["a b", false],
  ["é", false],
  ["a".repeat(64), false],
])("[PG3] the slug %j is one: %s", (slug, is) => {
  expect(isSlug(slug)).toBe(is);
});
