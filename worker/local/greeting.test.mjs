import { expect, it } from "vitest";
import { doorsOf, greeting } from "./greeting.mjs";

const SAID = { url: "http://localhost:8787", token: "the-token", setupToken: "the-set-up" };

it("who starts it is led to the set-up while nobody is there, and to the sign-in afterwards", () => {
  const before = greeting({ ...SAID, doors: { isSetup: true } });
  expect(before).toContain("http://localhost:8787/setup#the-set-up");
  const after = greeting({ ...SAID, doors: { isSetup: false } });
  expect(after).toContain("http://localhost:8787/login");
  expect(after).not.toContain("setup");
});

it("an instance that does not say which doors it has is one to set up", async () => {
  expect(await doorsOf("http://127.0.0.1:1")).toEqual({ isSetup: true });
});
