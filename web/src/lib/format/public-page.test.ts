import type { PublicIncident, PublicStatus } from "$protocol/public-page";
import { overwriteGetLocale } from "$lib/paraglide/runtime";
import { afterEach, describe, expect, it } from "vitest";
import { incidentTitle, publicHeadline } from "./public-page";

afterEach(() => overwriteGetLocale(() => "en"));

const NAMES = ["Shop", "Checkout", "Search", "Mail", "Login"];
const headline = (status: PublicStatus, count: number, worst: PublicStatus = status) =>
  publicHeadline({
    status,
    groups: [
      { components: NAMES.slice(0, count).map((name) => ({ name, status: worst })) },
      { components: [{ name: "Phone", status: "UP" }] },
    ],
  });

const detectedTitle = (count: number, more: Partial<PublicIncident> = {}) =>
  incidentTitle(
    {
      id: "one",
      title: null,
      status: "investigating",
      impact: "major",
      startedAt: "",
      resolvedAt: null,
      updatedAt: "",
      componentIds: NAMES.slice(0, count),
      updates: [],
      ...more,
    },
    new Map(NAMES.map((name) => [name, name])),
  );
const RESOLVED = { resolvedAt: "2026-01-05T00:00:00.000Z" };

describe("what is said of several", () => {
  it("[PP23] is in the plural in the first line, by name up to three, then with a count", () => {
    expect([1, 2, 3, 5].map((count) => headline("PARTIAL", count, "DOWN"))).toEqual([
      "Shop has a major outage",
      "Shop and Checkout have a major outage",
      "Shop, Checkout, and Search have a major outage",
      "Shop, Checkout and 3 more have a major outage",
    ]);
    expect([1, 2].map((count) => headline("PARTIAL", count))).toEqual([
      "Shop has a partial outage",
      "Shop and Checkout have a partial outage",
    ]);
    expect([1, 2].map((count) => headline("DEGRADED", count))).toEqual([
      "Shop has degraded performance",
      "Shop and Checkout have degraded performance",
    ]);
    expect([1, 4].map((count) => headline("MAINTENANCE", count))).toEqual([
      "Shop is in maintenance",
      "Shop, Checkout and 2 more are in maintenance",
    ]);
  });

  it("[PP23] is so of an incident, while it lasts and after it", () => {
    expect([1, 2, 5].map((count) => detectedTitle(count))).toEqual([
      "Shop has a major outage",
      "Shop and Checkout have a major outage",
      "Shop, Checkout and 3 more have a major outage",
    ]);
    expect([1, 2].map((count) => detectedTitle(count, RESOLVED))).toEqual([
      "Shop had a major outage",
      "Shop and Checkout had a major outage",
    ]);
    expect([1, 2].map((count) => detectedTitle(count, { impact: "minor" }))).toEqual([
      "Shop has a partial outage",
      "Shop and Checkout have a partial outage",
    ]);
    expect(detectedTitle(2, { impact: "minor", ...RESOLVED })).toBe(
      "Shop and Checkout had a partial outage",
    );
  });

  it("[PP23] is Korean in Korean", () => {
    overwriteGetLocale(() => "ko");
    expect([1, 2, 5].map((count) => headline("PARTIAL", count, "DOWN"))).toEqual([
      "Shop에 전체 장애가 있습니다",
      "Shop 및 Checkout에 전체 장애가 있습니다",
      "Shop, Checkout 외 3개에 전체 장애가 있습니다",
    ]);
    expect(headline("MAINTENANCE", 2)).toBe("Shop 및 Checkout 유지보수 중입니다");
    expect(detectedTitle(3)).toBe("Shop, Checkout 및 Search 전체 장애");
  });
});
