import {
  COMPARISONS,
  needsExpected,
  SOURCES,
  type Scalar,
  type Source,
} from "$domain/checks/assertion";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseAssertion,
  comparisonsOf,
  EMPTY_ROW,
  toAssertionRow,
  withSource,
} from "./assertion-rows";
import { newFormValues } from "./form";
import { endpointBody } from "./body";

const JSON_EQUALS = { ...EMPTY_ROW, source: "json", property: "$.a" };

describe("assertion rows", () => {
  it("[UI18] what a row shows of a claim reads back as the same claim", () => {
    const scalar: fc.Arbitrary<Scalar> = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom(null, "5", "true", '"quoted"', "null"),
    );
    fc.assert(
      fc.property(scalar, fc.constantFrom("equals", "notEquals"), (expected, comparison) => {
        const claim = {
          source: "json",
          property: "$.a",
          comparison,
          expected,
          severity: "degraded",
        } as const;
        expect(parseAssertion(toAssertionRow(claim))).toEqual(claim);
      }),
    );
  });

  it("[UI18] in JSON what reads as a number or a truth is one, and text needs quotes to look so", () => {
    expect(parseAssertion({ ...JSON_EQUALS, expected: "5" })?.expected).toBe(5);
    expect(parseAssertion({ ...JSON_EQUALS, expected: '"5"' })?.expected).toBe("5");
    expect(parseAssertion({ ...JSON_EQUALS, expected: "ok" })?.expected).toBe("ok");
    expect(
      parseAssertion({ ...JSON_EQUALS, comparison: "contains", expected: "5" })?.expected,
    ).toBe("5");
  });

  it("[UI18] every source has comparisons that fit, and another source keeps what still fits", () => {
    for (const source of Object.keys(SOURCES) as Source[]) {
      expect(comparisonsOf(source).every((comparison) => COMPARISONS.includes(comparison))).toBe(
        true,
      );
    }
    expect(
      withSource({ ...EMPTY_ROW, source: "json", comparison: "exists" }, "status"),
    ).toMatchObject({ source: "status", comparison: "equals" });
    expect(withSource(EMPTY_ROW, "body").comparison).toBe("contains");
    expect(comparisonsOf("record").every(needsExpected)).toBe(true);
  });

  it("[UI18] what is sent knows where it was typed, past rows that nobody filled in", () => {
    const row = { ...EMPTY_ROW, source: "issuer", comparison: "contains", expected: "x" };
    const values = { ...newFormValues("certificate"), host: "a", assertions: [EMPTY_ROW, row] };
    expect(endpointBody(values).assertionPaths).toEqual(["daysLeft", "assertions.1"]);
    const invalidRow = { ...row, source: "daysLeft", comparison: "atLeast" };
    expect(endpointBody({ ...values, assertions: [row, invalidRow] }).problems).toEqual({
      "assertions.1.expected": { kind: "number" },
    });
  });
});
