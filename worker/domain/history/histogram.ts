/**
 * Response times in buckets that grow by a constant factor, so that any quantile is known within
 * ACCURACY of its value and histograms of any periods merge by adding counts.
 * Source: DDSketch, https://arxiv.org/abs/1908.10693
 */
export type Histogram = ReadonlyMap<number, number>;

/** The largest relative error of a quantile. */
export const ACCURACY = 0.05;

const GROWTH = (1 + ACCURACY) / (1 - ACCURACY);
const LOG_GROWTH = Math.log(GROWTH);

/** Bucket 0 holds what took less than a millisecond; bucket n what took up to GROWTH to the n - 1. */
const bucketOf = (ms: number): number =>
  ms < 1 ? 0 : 1 + Math.max(0, Math.ceil(Math.log(ms) / LOG_GROWTH - 1e-9));

/** The value from which nothing in the bucket is further than ACCURACY away. */
const bucketMidpoint = (bucket: number): number =>
  bucket === 0 ? 0 : (2 * GROWTH ** (bucket - 1)) / (GROWTH + 1);

export const EMPTY_HISTOGRAM: Histogram = new Map();

export function histogramOf(times: Iterable<number>): Histogram {
  const counts = new Map<number, number>();
  for (const ms of times) {
    const bucket = bucketOf(ms);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return counts;
}

export function mergeHistograms(histograms: Iterable<Histogram>): Histogram {
  const counts = new Map<number, number>();
  for (const histogram of histograms) {
    for (const [bucket, count] of histogram) {
      counts.set(bucket, (counts.get(bucket) ?? 0) + count);
    }
  }
  return counts;
}

export const totalCount = (histogram: Histogram): number =>
  [...histogram.values()].reduce((sum, count) => sum + count, 0);

/** The value below which this share of all lies (nearest rank), in ms; null where there is none. */
export function quantile(histogram: Histogram, share: number): number | null {
  const rank = Math.max(1, Math.ceil(share * totalCount(histogram)));
  let cumulative = 0;
  for (const [bucket, count] of sortedBuckets(histogram)) {
    cumulative += count;
    if (cumulative >= rank) return bucketMidpoint(bucket);
  }
  return null;
}

/** Buckets in order, each as the distance from the one before and its count, in LEB128. */
export function packHistogram(histogram: Histogram): Uint8Array {
  const bytes: number[] = [];
  let before = 0;
  for (const [bucket, count] of sortedBuckets(histogram)) {
    pushVarint(bytes, bucket - before);
    pushVarint(bytes, count);
    before = bucket;
  }
  return new Uint8Array(bytes);
}

/** What can be read of it: a damaged one gives its whole entries. */
export function unpackHistogram(bytes: Uint8Array): Histogram {
  const counts = new Map<number, number>();
  const numbers = readVarints(bytes);
  let bucket = 0;
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    bucket += numbers[index]!;
    const count = numbers[index + 1]!;
    if (bucket > MAX_BUCKET) break;
    counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  }
  return counts;
}

/** Whether it is not as it was packed: cut off, out of order, or counting nothing. */
export function isCorrupt(bytes: Uint8Array): boolean {
  const packed = packHistogram(unpackHistogram(bytes));
  return packed.length !== bytes.length || packed.some((byte, index) => byte !== bytes[index]);
}

/** A month, in milliseconds: nothing takes longer. */
const MAX_BUCKET = bucketOf(31 * 86_400_000);

const sortedBuckets = (histogram: Histogram) => [...histogram].sort(([a], [b]) => a - b);

function pushVarint(bytes: number[], value: number): void {
  let left = value;
  while (left > 0x7f) {
    bytes.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  bytes.push(left);
}

function readVarints(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let value = 0;
  let weight = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * weight;
    weight *= 0x80;
    if (byte & 0x80) continue;
    numbers.push(value);
    [value, weight] = [0, 1];
  }
  return numbers;
}
