import { invalidateAll } from "$app/navigation";
import { page } from "$app/state";
import { CLOSE } from "$protocol/close-codes";
import type { LiveEvent } from "$protocol/events";
import type { Position } from "$protocol/frames";
import type { RoomName } from "$protocol/rooms";
import { untrack } from "svelte";
import { createPoll } from "$lib/live/poll";
import { browserRooms } from "$lib/live/rooms";
import { toastOf } from "$lib/words/toast";
import { announcements } from "./announcements";
import type { LiveStore } from "./live-state";
import { createReread } from "./reread";
import { reloadOnce, reloadSettled } from "./reload";
import { getSession } from "./session";

type Subject = {
  room: RoomName;
  /** Where the room stood before the state was read. */
  position: Position;
  state: LiveStore;
  /** The room is gone, as a deleted endpoint's is. */
  onGone?: () => void;
  /** For what no state carries. */
  onEvents?: (events: readonly LiveEvent[]) => void;
};

/** Keeps a page's state live for as long as the page is open; new load data is a new start. */
export function listen(subject: () => Subject): void {
  const { subscriptions, freshness, toasts } = getSession();
  const poll = createPoll({
    room: () => subject().room,
    read: invalidateAll,
    random: Math.random,
  });
  const reread = createReread(invalidateAll, () => performance.now());
  $effect(() => () => {
    poll.stop();
    reread.stop();
  });

  $effect(() => {
    const { room, position, state, onGone, onEvents } = subject();
    return untrack(() => {
      freshness.set(null);
      const leave = browserRooms().open(room, position, {
        onUpdate(update) {
          state.apply(update);
          onEvents?.(update.events);
          if (update.freshness) freshness.set(update.freshness);
          for (const announcement of announcements(update.events)) {
            toasts.show(toastOf(announcement));
          }
        },
        onGap: reread.soon,
        onChange(connection) {
          subscriptions.set(room, connection);
          poll.follow(connection);
          if (connection.state === "connected") reloadSettled();
        },
        onEnd(code) {
          if (code === CLOSE.signIn) leaveForSignIn();
          if (code === CLOSE.versionNotSpoken) reloadOnce();
          if (code === CLOSE.noSuchRoom) onGone?.();
        },
      });
      return () => {
        leave();
        subscriptions.leave(room);
      };
    });
  });
}

/** A full load: nothing of this page may stay for whoever signs in next. */
function leaveForSignIn(): void {
  const next = page.url.pathname + page.url.search;
  location.assign(`/login?next=${encodeURIComponent(next)}`);
}
