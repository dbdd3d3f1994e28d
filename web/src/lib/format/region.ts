import { REGIONS, type Region } from "$domain/checks/endpoint";
import { m } from "$lib/paraglide/messages";

const REGION_LABELS = {
  wnam: m.region_wnam,
  enam: m.region_enam,
  sam: m.region_sam,
  weur: m.region_weur,
  eeur: m.region_eeur,
  apac: m.region_apac,
  oc: m.region_oc,
  afr: m.region_afr,
  me: m.region_me,
} satisfies Record<Region, () => string>;

/** What a region is called; null is here, wherever that is. */
export function regionLabel(region: string | null): string {
  if (region === null) return m.region_here();
  const known = REGIONS.find((candidate) => candidate === region);
  return known ? REGION_LABELS[known]() : region;
}
