import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ACCURACY,
  totalCount,
  histogramOf,
  isCorrupt,
  mergeHistograms,
  packHistogram,
  quantile,
  unpackHistogram,
} from "./histogram";

const ms = fc.oneof(
  fc.integer({ min: 0, max: 30_000 }),
  fc.integer({ min: 0, max: 50 }),
  fc.integer({ min: 0, max: 86_400_000 }),
);
const times = fc.array(ms, { minLength: 1, maxLength: 500 });
const SHARES = [0, 0.01, 0.5, 0.95, 0.99, 1];

function exact(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]!;
}

function expectClose(values: readonly number[]) {
  const histogram = histogramOf(values);
  for (const share of SHARES) {
    const wanted = exact(values, share);
    const actual = quantile(histogram, share)!;
    expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(ACCURACY * wanted + 1e-9);
  }
}

describe("a histogram", () => {
  it("[HG1] knows any quantile within 5 %, of any times", () => {
    fc.assert(fc.property(times, expectClose));
  });

  it.each([
    ["all alike", Array.from({ length: 999 }, () => 137)],
    ["two humps", Array.from({ length: 1_000 }, (_, index) => (index % 2 ? 20 : 4_000))],
    ["one outlier in a thousand", [...Array.from({ length: 999 }, () => 12), 30_000]],
    [
      "a long tail",
      Array.from({ length: 2_000 }, (_, index) => Math.round(50 / (1 - index / 2_000))),
    ],
    ["each millisecond", Array.from({ length: 30_000 }, (_, index) => index)],
    ["powers", Array.from({ length: 27 }, (_, index) => 2 ** index)],
  ])("[HG1] knows it of %s", (_, values) => {
    expectClose(values);
  });

  it("[HG2] merges in any grouping to the same", () => {
    fc.assert(
      fc.property(fc.array(times, { minLength: 1, maxLength: 6 }), (groups) => {
        const all = histogramOf(groups.flat());
        const histograms = groups.map(histogramOf);
        const left = histograms.reduce((one, other) => mergeHistograms([one, other]));
        const right = histograms.reduceRight((one, other) => mergeHistograms([other, one]));
        for (const histogram of [left, right, mergeHistograms(histograms)]) {
          expect(packHistogram(histogram)).toEqual(packHistogram(all));
        }
      }),
    );
  });

  it("[HG3] is unpacked as it was packed, in few bytes", () => {
    fc.assert(
      fc.property(times, (values) => {
        const histogram = histogramOf(values);
        expect(new Map(unpackHistogram(packHistogram(histogram)))).toEqual(new Map(histogram));
        expect(isCorrupt(packHistogram(histogram))).toBe(false);
      }),
    );
    const hour = Array.from({ length: 60 }, (_, index) => 100 + (index % 40));
    expect(packHistogram(histogramOf(hour)).byteLength).toBeLessThanOrEqual(16);
  });

  it("[HG3] that is damaged gives what can be read, and is never fatal", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const histogram = unpackHistogram(bytes);
        expect(totalCount(histogram)).toBeGreaterThanOrEqual(0);
        expect(quantile(histogram, 0.5) ?? 0).toBeLessThan(4e9);
      }),
    );
    expect(quantile(histogramOf([]), 0.5)).toBeNull();
    const packed = packHistogram(histogramOf([10, 10, 200]));
    expect(isCorrupt(packed)).toBe(false);
    for (const length of [1, 3]) expect(isCorrupt(packed.slice(0, length))).toBe(true);
    expect(isCorrupt(new Uint8Array([0xff, 0xff]))).toBe(true);
  });
});
