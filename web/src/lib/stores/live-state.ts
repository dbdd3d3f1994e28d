import type { CheckCompleted } from "$protocol/events";
import { reduce, type LiveState } from "$protocol/reduce";
import { writable, type Readable } from "svelte/store";
import type { RoomUpdate } from "$lib/realtime/room";

export type LiveStore = Readable<LiveState> & {
  apply(update: RoomUpdate): void;
  /** A check that this page made itself: it need not wait for the room to tell. */
  applyCheck(check: CheckCompleted): void;
};

/** What a page shows, from its load data and everything heard since. */
export function createLiveState(initial: LiveState): LiveStore {
  const { subscribe, update } = writable(initial);
  return {
    subscribe,
    apply: ({ events, checks, freshness }) =>
      update((state) => ({ ...[...events, ...checks].reduce(reduce, state), ...freshness })),
    applyCheck: (check) => update((state) => reduce(state, check)),
  };
}
