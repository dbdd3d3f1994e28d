import type { CheckRecord, CheckStatus } from "./check";

/**
 * The results of one tick in one blob, so that a tick is one row however many endpoints it checks.
 * Big-endian, 14 bytes a check, sorted as given:
 * endpoint number u32 | status u8 | region u8 | status code u16, 0 = none | response time u32 in ms,
 * 0xffffffff = none | note u16, 0 = none, else 1 + its place in `notes`.
 */
export type PackedChecks = { results: Uint8Array<ArrayBuffer>; notes: string[]; regions: string[] };

export type NumberedCheck = Omit<CheckRecord, "at"> & { number: number };

const BYTES = 14;
const NONE_U32 = 0xffffffff;
const STATUS_BYTES = [
  "UP",
  "DEGRADED",
  "DOWN",
  "UNKNOWN",
] as const satisfies readonly CheckStatus[];

export function packChecks(checks: readonly NumberedCheck[]): PackedChecks {
  const results = new Uint8Array(checks.length * BYTES);
  const view = new DataView(results.buffer);
  const notes = new Dictionary(0xffff);
  const regions = new Dictionary(0xff);
  checks.forEach((check, index) => {
    const offset = index * BYTES;
    view.setUint32(offset, check.number);
    view.setUint8(offset + 4, STATUS_BYTES.indexOf(check.status));
    view.setUint8(offset + 5, regions.place(check.region));
    view.setUint16(offset + 6, check.statusCode ?? 0);
    view.setUint32(offset + 8, check.responseTime ?? NONE_U32);
    view.setUint16(offset + 12, notes.place(check.errorMessage));
  });
  return { results, notes: notes.words, regions: regions.words };
}

/** All checks of a blob, or only some endpoints'. A blob of a wrong length gives its whole records. */
export function unpackChecks(
  { results, notes, regions }: PackedChecks,
  only?: { has(number: number): boolean },
): NumberedCheck[] {
  const view = new DataView(results.buffer, results.byteOffset, results.byteLength);
  const checks: NumberedCheck[] = [];
  for (let offset = 0; offset + BYTES <= results.byteLength; offset += BYTES) {
    const number = view.getUint32(offset);
    if (only && !only.has(number)) continue;
    const status = STATUS_BYTES[view.getUint8(offset + 4)];
    if (!status) continue;
    const responseTime = view.getUint32(offset + 8);
    checks.push({
      number,
      status,
      region: regions[view.getUint8(offset + 5) - 1] ?? null,
      statusCode: view.getUint16(offset + 6) || null,
      responseTime: responseTime === NONE_U32 ? null : responseTime,
      errorMessage: notes[view.getUint16(offset + 12) - 1] ?? null,
    });
  }
  return checks;
}

/** How many records of a blob cannot be read, one that is cut off included. */
export function damagedChecks(results: Uint8Array): number {
  let damaged = results.byteLength % BYTES === 0 ? 0 : 1;
  for (let offset = 0; offset + BYTES <= results.byteLength; offset += BYTES) {
    if (results[offset + 4]! >= STATUS_BYTES.length) damaged += 1;
  }
  return damaged;
}

/** Words by their place from 1; 0 is none, and so is whatever no longer fits. */
class Dictionary {
  readonly words: string[] = [];
  readonly #places = new Map<string, number>();

  constructor(readonly limit: number) {}

  place(word: string | null): number {
    if (word === null) return 0;
    const known = this.#places.get(word);
    if (known !== undefined) return known;
    if (this.words.length >= this.limit) return 0;
    const place = this.words.push(word);
    this.#places.set(word, place);
    return place;
  }
}
