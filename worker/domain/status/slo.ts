import { uptimeRatio } from "./uptime";

type MonitoredTime = { coveredMs: number; downtimeMs: number };

/** What is left of the time that may be down, in ms. Below 0 the promise is broken. */
export function errorBudget(target: number, windowMs: number, { downtimeMs }: MonitoredTime) {
  const budgetMs = (1 - target) * windowMs;
  return { budgetMs, spentMs: downtimeMs, leftMs: budgetMs - downtimeMs };
}

/**
 * How fast the budget is spent: 1 uses it up exactly at the end of a window; null where nothing was
 * covered. Source: https://sre.google/workbook/alerting-on-slos/
 */
export function burnRate(target: number, known: MonitoredTime): number | null {
  const uptime = uptimeRatio(known);
  return uptime === null ? null : (1 - uptime) / (1 - target);
}
