import { expect, it } from "vitest";
import { loadSignInOptions, startMessage } from "./start-message.mjs";

const MESSAGE_INPUT = {
  url: "http://localhost:8787",
  token: "the-token",
  setupToken: "the-set-up",
};

it("who starts it is led to the set-up while nobody is there, and to the sign-in afterwards", () => {
  const before = startMessage({ ...MESSAGE_INPUT, doors: { isSetup: true } });
  expect(before).toContain("http://localhost:8787/setup#the-set-up");
  const after = startMessage({ ...MESSAGE_INPUT, doors: { isSetup: false } });
  expect(after).toContain("http://localhost:8787/login");
  expect(after).not.toContain("setup");
});

it("an instance that does not say which doors it has is one to set up", async () => {
  expect(await loadSignInOptions("http://127.0.0.1:1")).toEqual({ isSetup: true });
});
