import type { Freshness } from "$protocol/position";
import { untrack } from "svelte";
import {
  newerFreshness,
  isOverdue,
  monitoringState,
  type MonitoringState,
} from "$lib/stores/monitoring";

type MonitoringSource = {
  /** What the open page was loaded with; undefined on pages that show no state. */
  loaded(): { freshness?: Freshness; readAt?: number };
  received(): Freshness | null;
  now(): number;
  isConnected(): boolean;
};

const TICK_MS = 1_000;

/** Follows whether anyone is looking. Ticks are counted, not compared: a sleeping page has none. */
export function createMonitoringState({
  loaded,
  received,
  now,
  isConnected,
}: MonitoringSource): () => MonitoringState | null {
  let waitedMs = $state(0);

  const freshness = $derived.by(() => {
    const own = loaded().freshness;
    return own ? newerFreshness(own, received()) : null;
  });
  const monitoring = $derived.by(() => {
    const { freshness: own, readAt } = loaded();
    if (!freshness || readAt === undefined) return null;
    // What was heard since was not read by the server for this page: only waiting can tell.
    const source = { waitedMs, isConnected: isConnected() };
    return monitoringState(freshness, { ...source, readAt: freshness === own ? readAt : 0 });
  });

  $effect(() => {
    const at = now();
    const current = freshness;
    untrack(() => {
      waitedMs = current && isOverdue(current, at) ? waitedMs + TICK_MS : 0;
    });
  });
  return () => monitoring;
}
