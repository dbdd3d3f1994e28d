import { describe, expect, it } from "vitest";
import type { Assertion, Comparison, Scalar } from "../../domain/checks/assertion";
import type { EndpointKind } from "../../domain/checks/kinds";
import { hasInputFor, validateAssertion, testAssertions, type AssertionInput } from "./assertions";
import { createAssertion } from "../../test/fixtures/probe";

const test = (assertion: Assertion, material: AssertionInput) => {
  const { holds, actual } = testAssertions([assertion], material)[0]!;
  return [holds, actual];
};
const json = (comparison: Comparison, expected: Scalar, path: string, document: unknown) =>
  test(createAssertion("json", comparison, expected, path), { text: JSON.stringify(document) });

describe("a claim", () => {
  it.each<[Comparison, Scalar, AssertionInput, boolean]>([
    ["equals", 200, { status: 200 }, true],
    ["equals", "200", { status: 200 }, true],
    ["equals", 201, { status: 200 }, false],
    ["notEquals", 200, { status: 200 }, false],
    ["lessThan", 300, { status: 200 }, true],
    ["lessThan", 200, { status: 200 }, false],
    ["atMost", 200, { status: 200 }, true],
    ["greaterThan", 199, { status: 200 }, true],
    ["greaterThan", 200, { status: 200 }, false],
    ["atLeast", 200, { status: 200 }, true],
    ["exists", null, { status: 200 }, true],
    ["exists", null, {}, false],
    ["notExists", null, {}, true],
    ["equals", 200, {}, false],
    ["notEquals", 200, {}, true],
    ["lessThan", 200, {}, false],
  ])("[PR9] of a status %s %j, seen %j, holds: %s", (comparison, expected, material, holds) => {
    expect(test(createAssertion("status", comparison, expected), material)[0]).toBe(holds);
  });

  it("[PR9] of a header is about its value, however its name is written", () => {
    const headers = new Headers({ "Content-Length": "12", "X-Empty": "" });
    const header = (name: string, comparison: Comparison, expected: Scalar = null) =>
      test(createAssertion("header", comparison, expected, name), { headers });
    expect(header("content-length", "equals", 12)).toEqual([true, '"12"']);
    expect(header("CONTENT-LENGTH", "greaterThan", 11)).toEqual([true, '"12"']);
    expect(header("x-empty", "exists")).toEqual([true, '""']);
    expect(header("x-none", "exists")).toEqual([false, "nothing"]);
    expect(header("x-none", "notContains", "x")).toEqual([true, "nothing"]);
  });

  it("[PR9] of JSON is met by some value at its path, and denied by none", () => {
    const document = { ok: true, n: 5, s: "5", none: null, list: [1, 2, 3], deep: { a: {} } };
    expect(json("equals", true, "$.ok", document)).toEqual([true, "true"]);
    expect(json("equals", "true", "$.ok", document)).toEqual([true, "true"]);
    expect(json("equals", "5", "$.n", document)).toEqual([true, "5"]);
    expect(json("equals", 5, "$.s", document)).toEqual([true, '"5"']);
    expect(json("equals", null, "$.none", document)).toEqual([true, "null"]);
    expect(json("equals", 0, "$.none", document)).toEqual([false, "null"]);
    expect(json("equals", 3, "$.list[*]", document)).toEqual([true, "3 and 2 more"]);
    expect(json("notEquals", 3, "$.list[*]", document)).toEqual([false, "3 and 2 more"]);
    expect(json("notEquals", 4, "$.list[*]", document)).toEqual([true, "1 and 2 more"]);
    expect(json("contains", 2, "$.list", document)).toEqual([true, "a list of 3"]);
    expect(json("exists", null, "$.deep.a", document)).toEqual([true, "an object"]);
    expect(json("exists", null, "$.deep.b", document)).toEqual([false, "nothing"]);
    expect(json("notExists", null, "$.deep.b", document)).toEqual([true, "nothing"]);
    expect(json("equals", 2, "$.list[?@ > 1]", document)).toEqual([true, "2 and 1 more"]);
    expect(json("exists", null, '$.deep[?search(@, "x")]', { deep: ["axb"] })).toEqual([
      true,
      '"axb"',
    ]);
  });

  it("[PR9] of JSON does not hold where no JSON came, whatever it claims", () => {
    for (const text of ["", "<html>", "{", undefined]) {
      for (const comparison of ["exists", "notExists", "notEquals"] as const) {
        const material = text === undefined ? {} : { text };
        expect(test(createAssertion("json", comparison, null, "$.a"), material)).toEqual([
          false,
          "no JSON",
        ]);
      }
    }
  });

  it("[PR9] that cannot be tested any more does not hold, and is no exception", () => {
    const material = { text: "{}", status: 200 };
    expect(test(createAssertion("body", "matches", "((("), material)).toEqual([
      false,
      "too much text",
    ]);
    expect(test(createAssertion("json", "exists", null, "$["), material)).toEqual([
      false,
      "too much JSON",
    ]);
    expect(
      test(createAssertion("header", "exists", null, "not a name"), { headers: new Headers() })[0],
    ).toBe(false);
  });
});

describe("what is said to be seen", () => {
  const CANARY = "canary-9f3";

  it("[PR9] is short", () => {
    const long = "x".repeat(500);
    expect(test(createAssertion("issuer", "equals", "y"), { issuer: long })[1]).toHaveLength(60);
    expect(json("equals", "y", "$.a", { a: long })[1]).toHaveLength(60);
    expect(json("equals", "y", "$", { a: long })[1]).toBe("an object");
  });

  it("[PR9] is never a piece of a body, nor of a header that keeps secrets", () => {
    const comparisons: Comparison[] = [
      "equals",
      "notEquals",
      "contains",
      "notContains",
      "matches",
      "notMatches",
      "exists",
      "notExists",
      "lessThan",
    ];
    const names = ["set-cookie", "Authorization", "x-api-key", "x-csrf-token", "x-session-id"];
    for (const comparison of comparisons) {
      expect(test(createAssertion("body", comparison, "x"), { text: CANARY })[1]).not.toContain(
        "canary",
      );
      for (const name of names) {
        const headers = new Headers({ [name]: CANARY });
        expect(
          test(createAssertion("header", comparison, "x", name), { headers })[1],
        ).not.toContain("canary");
      }
    }
    const paths = [
      "$.user.api_key",
      "$['access token']",
      "$..secrets[*]",
      "$.tokens[0]",
      "$.password.*",
    ];
    const document = {
      user: { api_key: CANARY },
      "access token": CANARY,
      secrets: [CANARY],
      tokens: [CANARY],
      password: [CANARY],
      authors: [{ name: "Ada" }],
    };
    for (const path of [...paths, "$.tokens[?@ != '']"]) {
      for (const comparison of comparisons) {
        expect(json(comparison, "x", path, document)[1]).not.toContain("canary");
      }
      expect(json("exists", null, path, document)).toEqual([true, "10 characters"]);
    }
    expect(json("equals", "Ada", "$.authors[0].name", document)).toEqual([true, '"Ada"']);
    expect(json("exists", null, "$.secrets", document)).toEqual([true, "a list of 1"]);
    expect(test(createAssertion("body", "contains", "canary"), { text: CANARY })).toEqual([
      true,
      "a match",
    ]);
    expect(test(createAssertion("body", "notMatches", "canary"), { text: CANARY })).toEqual([
      false,
      "a match",
    ]);
    expect(test(createAssertion("body", "equals", "x"), { text: CANARY })).toEqual([
      false,
      "10 characters",
    ]);
  });
});

it("[PR8] a body is enough as soon as nothing that follows can change the claims", () => {
  const isEnough = (...claims: Assertion[]) => hasInputFor(claims)("one two");
  expect(isEnough(createAssertion("body", "contains", "two"))).toBe(true);
  expect(
    isEnough(
      createAssertion("body", "contains", "two"),
      createAssertion("body", "contains", "three"),
    ),
  ).toBe(false);
  expect(isEnough(createAssertion("body", "exists"), createAssertion("status", "equals", 1))).toBe(
    true,
  );
  expect(isEnough(createAssertion("body", "notContains", "three"))).toBe(false);
  expect(isEnough(createAssertion("body", "matches", "two"))).toBe(false);
  expect(isEnough(createAssertion("json", "exists", null, "$"))).toBe(false);
});

describe("a claim that cannot be tested", () => {
  it.each<[EndpointKind, Assertion, RegExp]>([
    ["tcp", createAssertion("status", "equals", 200), /tcp/],
    ["dns", createAssertion("body", "exists"), /dns/],
    ["certificate", createAssertion("responseTime", "lessThan", 1), /certificate/],
    ["http", createAssertion("status", "lessThan", "300"), /expected a number/],
    ["http", createAssertion("header", "exists"), /name of a header/],
    ["http", createAssertion("header", "exists", null, "two words"), /name of a header/],
    ["http", createAssertion("json", "exists"), /JSON path/],
    ["http", createAssertion("json", "exists", null, "$["), /JSON path/],
    ["http", createAssertion("json", "exists", null, "status"), /JSON path/],
    ["http", createAssertion("json", "exists", null, `$.${"a".repeat(200)}`), /JSON path/],
    ["http", createAssertion("json", "exists", null, "$[?@.a == $.b]"), /JSON path/],
    ["http", createAssertion("json", "exists", null, "$[?nothing(@)]"), /JSON path/],
    ["http", createAssertion("status", "exists", null, "extra"), /no property/],
    ["http", createAssertion("status", "exists", 200), /nothing to compare/],
    ["http", createAssertion("body", "contains"), /a value to compare/],
    ["http", createAssertion("body", "matches", 7), /regular expression/],
    ["http", createAssertion("body", "matches", "("), /regular expression/],
    ["http", createAssertion("body", "matches", "(?=x)"), /regular expression/],
    ["http", createAssertion("body", "matches", "(a)\\1"), /regular expression/],
    ["http", createAssertion("body", "matches", "((a{99}){99}){9}"), /regular expression/],
    ["http", createAssertion("body", "matches", "a".repeat(501)), /regular expression/],
  ])("[PR9] is refused: %s %j", (kind, assertion, sentence) => {
    expect(validateAssertion(kind, assertion)).toMatch(/^expected /);
    expect(validateAssertion(kind, assertion)).toMatch(sentence);
  });

  it.each<[EndpointKind, Assertion]>([
    ["http", createAssertion("status", "atMost", 299)],
    ["http", createAssertion("header", "equals", "text/html", "content-type")],
    ["http", createAssertion("json", "equals", null, "$.error")],
    ["http", createAssertion("json", "exists", null, "$..items[?@.price < 10]['name']")],
    ["http", createAssertion("body", "matches", "(?i)^ok\\b.*[0-9]{1,9}$")],
    ["websocket", createAssertion("json", "equals", "x", "$")],
    ["tcp", createAssertion("body", "notMatches", "error")],
    ["dns", createAssertion("record", "contains", "192.")],
    ["certificate", createAssertion("daysLeft", "atLeast", 14)],
    ["domain", createAssertion("registrar", "exists")],
  ])("[PR9] is another than %s %j", (kind, assertion) => {
    expect(validateAssertion(kind, assertion)).toBeNull();
  });
});
