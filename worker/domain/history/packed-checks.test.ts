import fc from "fast-check";
import { expect, it } from "vitest";
import { STATUSES } from "../status/status";
import { corruptChecks, packChecks, unpackChecks } from "./packed-checks";

const check = fc.record({
  number: fc.integer({ min: 0, max: 0xffffffff }),
  status: fc.constantFrom(...STATUSES),
  region: fc.option(fc.constantFrom("weur", "apac", "enam")),
  statusCode: fc.option(fc.integer({ min: 100, max: 599 })),
  responseTime: fc.option(fc.integer({ min: 0, max: 60_000 })),
  errorMessage: fc.option(fc.string({ minLength: 1 })),
});

it("[PK1] what is packed is unpacked unchanged, in at most 20 bytes a check", () => {
  fc.assert(
    fc.property(fc.array(check), (checks) => {
      const packed = packChecks(checks);
      expect(unpackChecks(packed)).toEqual(checks);
      expect(corruptChecks(packed.results)).toBe(0);
      expect(packed.results.byteLength).toBeLessThanOrEqual(20 * checks.length);
      expect(new Set(packed.errorMessages).size).toBe(packed.errorMessages.length);
    }),
  );
});

it("[PK1] one endpoint's checks are found among all", () => {
  const checks = Array.from({ length: 50 }, (_, index) => ({
    number: index % 10,
    status: "UP" as const,
    region: null,
    statusCode: 200 + index,
    responseTime: index,
    errorMessage: null,
  }));
  const found = unpackChecks(packChecks(checks), new Set([7]));
  expect(found.map(({ statusCode }) => statusCode)).toEqual([207, 217, 227, 237, 247]);
});

it("[PK2] a damaged blob gives its whole records, tells how many are lost, and is never fatal", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const results = new Uint8Array(bytes);
      const found = unpackChecks({ results, errorMessages: [], regions: [] });
      const cutOff = bytes.length % 14 === 0 ? 0 : 1;
      expect(found.length + corruptChecks(results)).toBe(Math.floor(bytes.length / 14) + cutOff);
    }),
  );
});
