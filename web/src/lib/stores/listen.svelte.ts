import { page } from "$app/state";
import { CLOSE } from "$protocol/close-codes";
import type { LiveEvent } from "$protocol/events";
import type { Position } from "$protocol/position";
import type { RoomName } from "$protocol/rooms";
import type { IncidentView } from "$protocol/incidents";
import { untrack } from "svelte";
import { get } from "svelte/store";
import { createPoll } from "$lib/live/poll";
import { browserRooms } from "$lib/live/rooms";
import type { Connection } from "$lib/live/socket";
import { toastOf } from "$lib/words/toast";
import { announcements } from "./announcements";
import { awaySince, missedNews } from "./away";
import type { LiveStore } from "./live-state";
import { readAnew } from "./read-anew";
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
  const { subscriptions, freshness, toasts, watching } = getSession();
  let connection: Connection | null = null;
  const poll = createPoll({
    room: () => subject().room,
    read: readAnew,
    random: Math.random,
    onChange: () => show(),
  });
  const show = () => {
    if (!connection) return;
    const isPolling = connection.state !== "connected" && poll.isReading();
    subscriptions.set(subject().room, isPolling ? { ...connection, state: "polling" } : connection);
  };
  /** What the page held when its socket fell; null while it stands. */
  let held: readonly IncidentView[] | null = null;
  /** The same, for as long as the state is read anew after a gap. */
  let before: readonly IncidentView[] | null = null;
  const reread = createReread(readAnew, () => performance.now());
  $effect(() => () => {
    poll.stop();
    reread.stop();
  });

  $effect(() => {
    const { room, position, state, onGone, onEvents } = subject();
    return untrack(() => {
      freshness.set(null);
      const away = before && awaySince(before, get(state).incidents);
      before = null;
      if (away) toasts.show(toastOf(away));
      const leave = browserRooms().open(room, position, {
        onUpdate(update) {
          state.apply(update);
          onEvents?.(update.events);
          if (update.freshness) freshness.set(update.freshness);
          const news = update.isMissed
            ? missedNews(update.events, held, get(state).incidents)
            : announcements(update.events);
          held = null;
          for (const announcement of news) toasts.show(toastOf(announcement));
        },
        onGap(withinMs) {
          before = held ?? get(state).incidents;
          held = null;
          reread.soon(withinMs * Math.random());
        },
        onWatching: watching.set,
        onChange(changed) {
          const hasFallen = connection?.state === "connected" && changed.state !== "connected";
          if (hasFallen) held ??= get(state).incidents;
          if (changed.state !== "connected") watching.set(null);
          connection = changed;
          poll.follow(changed);
          show();
          if (changed.state === "connected") reloadSettled();
        },
        onEnd(code) {
          if (code === CLOSE.signIn) leaveForSignIn();
          if (code === CLOSE.versionNotSpoken) reloadOnce();
          if (code === CLOSE.noSuchRoom) onGone?.();
        },
      });
      return () => {
        leave();
        connection = null;
        watching.set(null);
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
