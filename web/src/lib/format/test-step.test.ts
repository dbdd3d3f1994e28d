import type { DryRunStep } from "$protocol/api";
import { overwriteGetLocale } from "$lib/paraglide/runtime";
import { afterEach, describe, expect, it } from "vitest";
import { testStepText } from "./test-step";

const step = (overrides: Partial<DryRunStep>): string =>
  testStepText({ name: "answered", ok: true, atMs: 1, expected: null, actual: null, ...overrides });
const CLAIM = 'JSON at "$.status" to equal "ok"';

describe("steps of a test", () => {
  afterEach(() => overwriteGetLocale(() => "en"));

  it("[UI19] say what was expected and what was seen", () => {
    overwriteGetLocale(() => "en");
    expect(step({ expected: "200-299", actual: "200" })).toBe("Answered: 200");
    expect(step({ ok: false, expected: "200-299", actual: "503" })).toBe(
      "Answered: expected 200-299, saw 503",
    );
    expect(step({ name: "connected" })).toBe("Connected");
    expect(step({ name: "assertion", ok: false, expected: CLAIM, actual: '"starting"' })).toBe(
      'JSON at $.status to equal "ok", saw "starting"',
    );
    expect(step({ name: "records", actual: "2 of type MX" })).toBe("Records: 2 of type MX");
  });

  it("[UI22] say it in the reader's language", () => {
    overwriteGetLocale(() => "ko");
    expect(step({ name: "address", actual: "allowed" })).toBe("주소: 허용됨");
    expect(step({ name: "certificate", actual: "40 days left" })).toBe("인증서: 40일 남음");
    expect(step({ name: "assertion", ok: false, expected: CLAIM, actual: "nothing" })).toBe(
      'JSON $.status = "ok", 실제: 없음',
    );
  });
});
