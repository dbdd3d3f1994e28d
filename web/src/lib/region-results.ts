import type { CheckView } from "$protocol/api";

export type RegionResult = { region: string | null; check: CheckView | null };

/** What was last seen from here and from each region; `checks` are newest first. */
export const lastRegionResults = (
  regions: readonly string[],
  checks: readonly CheckView[],
): RegionResult[] =>
  [null, ...regions].map((region) => ({
    region,
    check: checks.find((check) => check.region === region) ?? null,
  }));

/** The looks from here, which are there at every check. */
export const localChecks = (checks: readonly CheckView[]): CheckView[] =>
  checks.filter(({ region }) => region === null);
