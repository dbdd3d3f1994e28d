import type { CheckRecord, CheckStatus } from "../checks/check";

/**
 * The results of one tick in one blob, so that a tick is one row however many endpoints it checks.
 * Big-endian, 14 bytes a check, sorted as given:
 * endpoint number u32 | status u8 | region u8 | status code u16, 0 = none | response time u32 in ms,
 * 0xffffffff = none | note u16, 0 = none, else 1 + its place in `notes`.
 */
export type PackedChecks = {
  results: Uint8Array<ArrayBuffer>;
  errorMessages: string[];
  regions: string[];
};

export type NumberedCheck = Omit<CheckRecord, "at"> & { number: number };

const BYTES_PER_CHECK = 14;
const NONE_U32 = 0xffffffff;
const STATUS_CODES = [
  "UP",
  "DEGRADED",
  "DOWN",
  "UNKNOWN",
] as const satisfies readonly CheckStatus[];

export function packChecks(checks: readonly NumberedCheck[]): PackedChecks {
  const results = new Uint8Array(checks.length * BYTES_PER_CHECK);
  const view = new DataView(results.buffer);
  const errorMessages = new Dictionary(0xffff);
  const regions = new Dictionary(0xff);
  checks.forEach((check, index) => {
    const offset = index * BYTES_PER_CHECK;
    view.setUint32(offset, check.number);
    view.setUint8(offset + 4, STATUS_CODES.indexOf(check.status));
    view.setUint8(offset + 5, regions.indexOf(check.region));
    view.setUint16(offset + 6, check.statusCode ?? 0);
    view.setUint32(offset + 8, check.responseTime ?? NONE_U32);
    view.setUint16(offset + 12, errorMessages.indexOf(check.errorMessage));
  });
  return { results, errorMessages: errorMessages.values, regions: regions.values };
}

/** All checks of a blob, or only some endpoints'. A blob of a wrong length gives its whole records. */
export function unpackChecks(
  { results, errorMessages, regions }: PackedChecks,
  only?: { has(number: number): boolean },
): NumberedCheck[] {
  const view = new DataView(results.buffer, results.byteOffset, results.byteLength);
  const checks: NumberedCheck[] = [];
  for (let offset = 0; offset + BYTES_PER_CHECK <= results.byteLength; offset += BYTES_PER_CHECK) {
    const number = view.getUint32(offset);
    if (only && !only.has(number)) continue;
    const status = STATUS_CODES[view.getUint8(offset + 4)];
    if (!status) continue;
    const responseTime = view.getUint32(offset + 8);
    checks.push({
      number,
      status,
      region: regions[view.getUint8(offset + 5) - 1] ?? null,
      statusCode: view.getUint16(offset + 6) || null,
      responseTime: responseTime === NONE_U32 ? null : responseTime,
      errorMessage: errorMessages[view.getUint16(offset + 12) - 1] ?? null,
    });
  }
  return checks;
}

/** How many records of a blob cannot be read, one that is cut off included. */
export function corruptChecks(results: Uint8Array): number {
  let corrupt = results.byteLength % BYTES_PER_CHECK === 0 ? 0 : 1;
  for (let offset = 0; offset + BYTES_PER_CHECK <= results.byteLength; offset += BYTES_PER_CHECK) {
    if (results[offset + 4]! >= STATUS_CODES.length) corrupt += 1;
  }
  return corrupt;
}

/** Words by their place from 1; 0 is none, and so is whatever no longer fits. */
class Dictionary {
  readonly values: string[] = [];
  readonly #indexes = new Map<string, number>();

  constructor(readonly limit: number) {}

  indexOf(value: string | null): number {
    if (value === null) return 0;
    const known = this.#indexes.get(value);
    if (known !== undefined) return known;
    if (this.values.length >= this.limit) return 0;
    const index = this.values.push(value);
    this.#indexes.set(value, index);
    return index;
  }
}
