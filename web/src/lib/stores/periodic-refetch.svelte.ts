import type { LiveEvent } from "$protocol/events";
import { fromStore } from "svelte/store";
import { refetch } from "./refetch";
import { getAppContext } from "./app-context";

const EVERY_MS = 5 * 60_000;
/** Many that change at once are read as one, and what goes on changing not all the time. */
const DEBOUNCE_MS = 5_000;
const MIN_INTERVAL_MS = 30_000;

/**
 * Reads what no event carries, such as uptimes: now and then, where somebody looks, and soon after what
 * moves them. Hands back who is to hear of events.
 */
export function refetchPeriodically(everyMs = EVERY_MS): (events: readonly LiveEvent[]) => void {
  const connection = fromStore(getAppContext().connection);
  let lastAt = Number.NEGATIVE_INFINITY;
  let debounceTimer: ReturnType<typeof setTimeout> | undefined;
  const read = () => {
    if (document.visibilityState !== "visible" || connection.current !== "connected") return;
    lastAt = performance.now();
    void refetch();
  };

  $effect(() => {
    const timer = setInterval(read, everyMs * (1 + Math.random() / 4));
    return () => {
      clearInterval(timer);
      clearTimeout(debounceTimer);
    };
  });
  return (events) => {
    if (debounceTimer !== undefined) return;
    if (!events.some(({ type }) => type === "endpoint:status-changed")) return;
    const wait = Math.max(DEBOUNCE_MS, lastAt + MIN_INTERVAL_MS - performance.now());
    debounceTimer = setTimeout(() => {
      debounceTimer = undefined;
      read();
    }, wait);
  };
}
