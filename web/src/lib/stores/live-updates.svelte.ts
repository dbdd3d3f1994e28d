import { page } from "$app/state";
import { CLOSE_CODES } from "$protocol/close-codes";
import type { LiveEvent } from "$protocol/events";
import type { Position } from "$protocol/position";
import type { RoomName } from "$protocol/rooms";
import type { IncidentView } from "$protocol/incidents";
import { untrack } from "svelte";
import { get } from "svelte/store";
import { createPoll } from "$lib/realtime/poll";
import { browserRooms } from "$lib/realtime/rooms";
import type { Connection } from "$lib/realtime/socket";
import { toastOf } from "$lib/format/toast";
import { announcementsFor } from "./announcements";
import { missedSince, missedAnnouncements } from "./missed-events";
import type { LiveStore } from "./live-state";
import { refetch } from "./refetch";
import { createThrottledRefetch } from "./throttled-refetch";
import { reloadOnce, clearReloadFlag } from "./reload";
import { getAppContext } from "./app-context";

type Subject = {
  room: RoomName;
  /** Where the room stood before the state was read. */
  position: Position;
  state: LiveStore;
  /** The room is gone, as a deleted endpoint's is. */
  onNotFound?: () => void;
  /** For what no state carries. */
  onEvents?: (events: readonly LiveEvent[]) => void;
};

/** Keeps a page's state live for as long as the page is open; new load data is a new start. */
export function followLiveUpdates(subject: () => Subject): void {
  const { subscriptions, freshness, toasts, viewerCount } = getAppContext();
  let connection: Connection | null = null;
  const poll = createPoll({
    room: () => subject().room,
    read: refetch,
    random: Math.random,
    onChange: () => show(),
  });
  const show = () => {
    if (!connection) return;
    const isPolling = connection.state !== "connected" && poll.isReading();
    subscriptions.set(subject().room, isPolling ? { ...connection, state: "polling" } : connection);
  };
  /** What the page held when its socket fell; null while it stands. */
  let heldIncidents: readonly IncidentView[] | null = null;
  /** The same, for as long as the state is read anew after a gap. */
  let before: readonly IncidentView[] | null = null;
  const throttledRefetch = createThrottledRefetch(refetch, () => performance.now());
  $effect(() => () => {
    poll.stop();
    throttledRefetch.stop();
  });

  $effect(() => {
    const { room, position, state, onNotFound, onEvents } = subject();
    return untrack(() => {
      freshness.set(null);
      const missed = before && missedSince(before, get(state).incidents);
      before = null;
      if (missed) toasts.show(toastOf(missed));
      const leave = browserRooms().open(room, position, {
        onUpdate(update) {
          state.apply(update);
          onEvents?.(update.events);
          if (update.freshness) freshness.set(update.freshness);
          const announcements = update.isCatchUp
            ? missedAnnouncements(update.events, heldIncidents, get(state).incidents)
            : announcementsFor(update.events);
          heldIncidents = null;
          for (const announcement of announcements) toasts.show(toastOf(announcement));
        },
        onGap(withinMs) {
          before = heldIncidents ?? get(state).incidents;
          heldIncidents = null;
          throttledRefetch.request(withinMs * Math.random());
        },
        onViewers: viewerCount.set,
        onChange(changed) {
          const hasFallen = connection?.state === "connected" && changed.state !== "connected";
          if (hasFallen) heldIncidents ??= get(state).incidents;
          if (changed.state !== "connected") viewerCount.set(null);
          connection = changed;
          poll.follow(changed);
          show();
          if (changed.state === "connected") clearReloadFlag();
        },
        onEnd(code) {
          if (code === CLOSE_CODES.unauthenticated && !isSigningOut) redirectToSignIn();
          if (code === CLOSE_CODES.unsupportedVersion) reloadOnce();
          if (code === CLOSE_CODES.roomNotFound) onNotFound?.();
        },
      });
      return () => {
        leave();
        connection = null;
        viewerCount.set(null);
        subscriptions.leave(room);
      };
    });
  });
}

let isSigningOut = false;

/** The form that signs out loads the next page; the end of the session, which it causes, must not overtake it. */
export const expectSignOut = (): void => {
  isSigningOut = true;
};

/** A full load: nothing of this page may stay for whoever signs in next. */
function redirectToSignIn(): void {
  const next = page.url.pathname + page.url.search;
  location.assign(`/login?next=${encodeURIComponent(next)}`);
}
