import { COMPARISONS, SOURCES, type Source } from "$domain/checks/assertion";
import { FAILURES, INCONCLUSIVE_REASONS } from "$domain/checks/observation";
import { formatReason, type Reason } from "$domain/reason";
import { overwriteGetLocale } from "$lib/paraglide/runtime";
import { afterEach, describe, expect, it } from "vitest";
import { localizeReason } from "./reason";

const claim = {
  source: "json",
  property: "$.status",
  comparison: "equals",
  expected: "ok",
} as const;
const figures = ["timeout", "no-report", "run-too-long"];
const REASONS: Reason[] = [
  { kind: "status", expected: "200-299", actual: 503 },
  { kind: "slow", limitMs: 800, actualMs: 1_200 },
  { kind: "timeout", limitMs: 10_000 },
  { kind: "no-report", limitSeconds: 360 },
  { kind: "run-too-long", limitSeconds: 60 },
  { kind: "exit-status", actual: 3 },
  { kind: "through", name: "Router" },
  { kind: "regions", failing: 2, of: 3, because: { kind: "unreachable" } },
  { kind: "own-network" },
  ...(
    [...FAILURES, ...INCONCLUSIVE_REASONS].filter((kind) => !figures.includes(kind)) as "tls"[]
  ).map((kind) => ({ kind })),
  ...(Object.keys(SOURCES) as Source[]).map((source): Reason => ({
    kind: "assertion",
    assertion: { ...claim, source },
    actual: '"x"',
  })),
  ...COMPARISONS.map((comparison): Reason => ({
    kind: "assertion",
    assertion: { ...claim, comparison },
    actual: '"x"',
  })),
];

describe("reasons", () => {
  afterEach(() => overwriteGetLocale(() => "en"));

  it("[UI22] every reason is said in the reader's language", () => {
    overwriteGetLocale(() => "ko");
    for (const reason of REASONS) {
      expect(localizeReason(formatReason(reason)), formatReason(reason)).toMatch(/[가-힣]/);
      expect(localizeReason(formatReason(reason))).not.toMatch(/expected|undefined|reason_/);
    }
  });

  it("[UI22] says what was expected and what was seen", () => {
    const text = formatReason({ kind: "assertion", assertion: claim, actual: '"starting"' });
    overwriteGetLocale(() => "en");
    expect(localizeReason(text)).toBe('Expected JSON at $.status to equal "ok", saw "starting"');
    overwriteGetLocale(() => "ko");
    expect(localizeReason(text)).toBe('기대: JSON $.status = "ok", 실제: "starting"');
  });

  it("[UI22] what it does not know is shown as it is", () => {
    expect(localizeReason("something of a later version")).toBe("something of a later version");
  });
});
