import { describe, expect, it } from "vitest";
import { readJsonPath } from "./json-path";
import { expectBounded } from "../../test/fixtures/pace";

/** A hundred megabytes searched in a linear way: far less than what a search must not take. */
const quickly = <Result>(work: () => Result): Result => expectBounded(80, work);

describe("a path", () => {
  const wide = Array.from({ length: 90_000 }, (_, index) => index);
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1), b: 1 });
  const bushy = (depth: number): unknown =>
    depth === 0 ? [] : Array.from({ length: 4 }, () => bushy(depth - 1));

  it.each([
    ["$..*..*..*", bushy(8)],
    ["$..*..*..*..*..*..*", nested(40)],
    [`$${"[*,*]".repeat(30)}`, nested(40)],
    ["$[?count(@..*) > 0]", bushy(8)],
    ["$..[?@..[?@..*]]", bushy(8)],
    ['$[?search("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")]', wide],
    ['$[?match(@, "(a+)+b")]', ["a".repeat(500_000), "a".repeat(500_000)]],
    ["$..*", nested(200)],
    ["$..a..a..a..a..a..a..a..a", nested(50)],
  ])("[PR19] %s ends soon, whatever it is asked of", (path, document) => {
    const values = quickly(() => readJsonPath(path)!.find(document));
    expect(values === null || values.length <= 100_000).toBe(true);
  });

  it("[PR19] that would look at too much finds nothing out, and the next one is not disturbed", () => {
    const path = readJsonPath("$..*..*..*")!;
    expect(path.find(bushy(8))).toBeNull();
    expect(path.find({ a: { b: { c: 1 } } })).toEqual([1]);
  });

  it("[PR19] of a large but plain document finds it all", () => {
    expect(readJsonPath("$[*]")!.find(wide)).toHaveLength(90_000);
    expect(readJsonPath("$[89999]")!.find(wide)).toEqual([89_999]);
    expect(readJsonPath("$[90000]")!.find(wide)).toEqual([]);
  });
});
