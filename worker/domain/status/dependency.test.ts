import { expect, it } from "vitest";
import { findCycle } from "./dependency";

const links = (text: string) =>
  new Map(
    text.split(" ").map((link) => {
      const [id, parents] = link.split(">") as [string, string];
      return [id, parents.split(",")] as const;
    }),
  );

it.each([
  ["a>b b>c", "a", null],
  ["a>b b>a", "a", ["a", "b", "a"]],
  ["a>b,c c>d d>a", "a", ["a", "c", "d", "a"]],
  ["b>c c>b a>b", "a", null],
  ["a>b,c b>d c>d", "a", null],
  ["a>a", "a", ["a", "a"]],
])("[DP3] %s, from %s, is a circle: %j", (text, id, cycle) => {
  expect(findCycle(id, links(text))).toEqual(cycle);
});
