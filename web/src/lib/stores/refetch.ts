import { invalidateAll } from "$app/navigation";
import { navigating } from "$app/state";
import { untrack } from "svelte";

/**
 * Reads anew what the page shows. Not while it is being left: that would break the navigation off,
 * and what is read where it leads is new anyway.
 */
export async function refetch(): Promise<void> {
  if (untrack(() => navigating.to) === null) await invalidateAll();
}

/** The same once nobody is on the way: after a change, since where they go may have been read before it. */
export async function refetchAfterNavigation(): Promise<void> {
  await untrack(() => navigating.complete)?.catch(() => {});
  await invalidateAll();
}
