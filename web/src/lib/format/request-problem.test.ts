import { expect, it } from "vitest";
import { requestProblemText } from "./request-problem";

it("[UI5] what broke here is no refusal, and can be tried again", () => {
  const failed = (code: "internal" | "unavailable", message: string) =>
    requestProblemText({ kind: "failed", error: { code, message } }, "Pause");
  expect(failed("internal", "internal error")).toEqual({
    title: "Pause: it failed here",
    description: "The fault is here, not in what you entered. Try again.",
  });
  expect(failed("unavailable", "the check was lost on our side; try again")).toEqual({
    title: "Pause: it failed here",
    description: "The check was lost on our side; try again.",
  });
});
