import { expect, it } from "vitest";
import en from "./en.json";
import ko from "./ko.json";

const places = (message: unknown): string[] =>
  [...new Set([...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort();

it("[WD1] every message is there in both languages, with nothing else to fill in", () => {
  expect(Object.keys(ko)).toEqual(Object.keys(en));
  for (const [key, message] of Object.entries(en)) {
    const unknown = places(ko[key as keyof typeof ko]).filter(
      (one) => !places(message).includes(one),
    );
    expect(unknown, key).toEqual([]);
  }
});
