import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { overwriteGetLocale, type Locale } from "$lib/paraglide/runtime";
import type { ApiError } from "$protocol/errors";
import { inputProblemText } from "./input-problem";
import { refusalText } from "./refusal";

const speak = (locale: Locale) => overwriteGetLocale(() => locale);
afterEach(() => speak("en"));

const RECORDED = join(import.meta.dirname, "../../../../worker/test/contract/recorded");

/** Every error that the recorded API ever answered. */
function recordedErrors(): ApiError["error"][] {
  const errors: ApiError["error"][] = [];
  JSON.parse(
    `[${["refusals", "writes", "nobody"]
      .flatMap((folder) => readdirSync(join(RECORDED, folder)).map((file) => join(folder, file)))
      .map((file) => readFileSync(join(RECORDED, file), "utf8"))
      .join(",")}]`,
    (key, value: ApiError["error"]) => {
      if (key === "error" && typeof value.message === "string") errors.push(value);
      return value;
    },
  );
  return errors;
}

describe("what is wrong with input", () => {
  it.each([
    ["name", 'expected a text of 1 to 120 characters, saw ""', "Enter a name."],
    ["name", 'expected a text of 1 to 3 characters, saw "four"', "Enter at most 3 characters."],
    [
      "password",
      'expected a text of 8 to 200 characters, saw "four"',
      "Enter at least 8 characters.",
    ],
    ["settings.url", "expected a value such as https://a.example, saw nothing", "Enter a value."],
    ["maxPerMinute", "expected a whole number from 1 to 60, saw 0", "Enter a number from 1 to 60."],
    [
      "intervalSeconds",
      "expected a whole number from 10 to 86400, saw 10.5",
      "Enter a whole number from 10 to 86,400.",
    ],
    [
      "sloTarget",
      "expected a number from 0.5 to 0.99999, saw 2",
      "Enter a percentage from 50 to 99.999, or leave it empty.",
    ],
    [
      "url",
      "expected http:// or https://, saw ftp://",
      "Start the address with http:// or https://.",
    ],
    ["method", 'expected one of GET, HEAD, saw "BREW"', "Choose an option from the list."],
    ["tags", "expected at most 16", "Use at most 16."],
    [
      "theme.accent",
      'expected a colour such as #2563eb, or null, saw "red"',
      "Enter a value such as #2563eb.",
    ],
    ["url", "another sentence", "Enter another value: this one can't be used here."],
  ])("[UI5] says what to enter instead: %s: %s", (path, message, sentence) => {
    expect(inputProblemText(message, path)).toBe(sentence);
  });

  it("[UI5] says it in Korean", () => {
    speak("ko");
    const seen = "expected http:// or https://, saw ftp://";
    expect(inputProblemText(seen, "url")).toBe("주소를 http:// 또는 https://로 시작하세요.");
    expect(inputProblemText('expected a text of 1 to 9 characters, saw ""', "name")).toBe(
      "이름을 입력하세요.",
    );
  });
});

describe("what the API refuses as a whole", () => {
  const refused = (message: string, code: ApiError["error"]["code"] = "conflict") =>
    refusalText({ code, message });

  it("[UI5] is a sentence, and a field's problem is said as at the field", () => {
    expect(refused("expected the role editor, saw viewer", "forbidden")).toBe(
      "You need the role Editor to do this.",
    );
    expect(refused("expected nobody on it yet, saw Ada since 2026-11-23T08:20:00.000Z")).toBe(
      "Already acknowledged by Ada.",
    );
    expect(refused("title: expected a title, since no endpoint's name says it", "invalid")).toBe(
      "Enter a title.",
    );
    expect(refused("the check was lost on our side; try again", "unavailable")).toBe(
      "The check was lost on our side; try again.",
    );
  });
});

describe.each(["en", "ko"] as const)(
  "every error that the API was recorded with, in %s",
  (locale) => {
    const errors = recordedErrors().filter(({ code }) => code !== "unavailable");

    it("[UI5] is said without what the API expected and saw", () => {
      speak(locale);
      const sentences = errors.flatMap((error) => [
        refusalText(error),
        ...Object.entries(error.fields ?? {}).map(([path, text]) => inputProblemText(text, path)),
      ]);
      expect(sentences.length).toBeGreaterThan(200);
      expect(sentences.filter((text) => /expected |, saw /i.test(text))).toEqual([]);
      expect(sentences.filter((text) => !/[.!?]$/.test(text))).toEqual([]);
    });
  },
);
