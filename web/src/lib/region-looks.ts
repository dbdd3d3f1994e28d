import type { CheckView } from "$protocol/api";

export type Place = { region: string | null; look: CheckView | null };

/** What was last seen from here and from each region; `checks` are newest first. */
export const lastLooks = (regions: readonly string[], checks: readonly CheckView[]): Place[] =>
  [null, ...regions].map((region) => ({
    region,
    look: checks.find((check) => check.region === region) ?? null,
  }));

/** The looks from here, which are there at every check. */
export const looksFromHere = (checks: readonly CheckView[]): CheckView[] =>
  checks.filter(({ region }) => region === null);
