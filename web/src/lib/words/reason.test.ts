import { COMPARISONS, SOURCES, type Source } from "$domain/assertion";
import { FAILURES, UNKNOWABLES } from "$domain/observation";
import { explain, type Reason } from "$domain/reason";
import { overwriteGetLocale } from "$lib/paraglide/runtime";
import { afterEach, describe, expect, it } from "vitest";
import { reasonWords } from "./reason";

const claim = {
  source: "json",
  property: "$.status",
  comparison: "equals",
  expected: "ok",
} as const;
const figures = ["timeout", "no-report", "run-too-long"];
const REASONS: Reason[] = [
  { kind: "status", expected: "200-299", seen: 503 },
  { kind: "slow", limitMs: 800, seenMs: 1_200 },
  { kind: "timeout", limitMs: 10_000 },
  { kind: "no-report", limitSeconds: 360 },
  { kind: "run-too-long", limitSeconds: 60 },
  { kind: "exit-status", seen: 3 },
  { kind: "through", name: "Router" },
  { kind: "regions", failing: 2, of: 3, because: { kind: "unreachable" } },
  { kind: "own-network" },
  ...([...FAILURES, ...UNKNOWABLES].filter((kind) => !figures.includes(kind)) as "tls"[]).map(
    (kind) => ({ kind }),
  ),
  ...(Object.keys(SOURCES) as Source[]).map((source): Reason => ({
    kind: "assertion",
    claim: { ...claim, source },
    seen: '"x"',
  })),
  ...COMPARISONS.map((comparison): Reason => ({
    kind: "assertion",
    claim: { ...claim, comparison },
    seen: '"x"',
  })),
];

describe("reasons", () => {
  afterEach(() => overwriteGetLocale(() => "en"));

  it("[UI22] every reason is said in the reader's language", () => {
    overwriteGetLocale(() => "ko");
    for (const reason of REASONS) {
      expect(reasonWords(explain(reason)), explain(reason)).toMatch(/[가-힣]/);
      expect(reasonWords(explain(reason))).not.toMatch(/expected|undefined|reason_/);
    }
  });

  it("[UI22] says what was expected and what was seen", () => {
    const text = explain({ kind: "assertion", claim, seen: '"starting"' });
    overwriteGetLocale(() => "en");
    expect(reasonWords(text)).toBe('Expected JSON at $.status to equal "ok", saw "starting"');
    overwriteGetLocale(() => "ko");
    expect(reasonWords(text)).toBe('기대: JSON $.status = "ok", 실제: "starting"');
  });

  it("[UI22] what it does not know is shown as it is", () => {
    expect(reasonWords("something of a later version")).toBe("something of a later version");
  });
});
