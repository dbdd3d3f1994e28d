import type { Freshness } from "$protocol/position";
import { getContext, setContext } from "svelte";
import { writable, type Readable, type Writable } from "svelte/store";
import type { Watch } from "$lib/watch";
import type { ConnectionState } from "$lib/live/socket";
import { createClock } from "./clock";
import { createConnection, createSubscriptions, type Subscriptions } from "./subscriptions";
import { createToasts, type Toasts, type ToastSurface } from "./toasts";

/** What all pages of one visit share. Made by the layout, never at module level. */
export type Session = {
  now: Readable<number>;
  subscriptions: Subscriptions;
  connection: Readable<ConnectionState>;
  /** The newest that any room told; null before the first frame. */
  freshness: Writable<Freshness | null>;
  /** How many people watch what this page shows; null until a room says so. */
  watching: Writable<number | null>;
  toasts: Toasts;
  /** The reader's time zone; on the server the one that the browser told last time. */
  zone: string;
  /** Whether anyone is looking; null on pages that show no state. */
  watch: () => Watch | null;
};

const KEY = Symbol("session");

type Surroundings = {
  serverNow: number;
  arrivedAt: number;
  zone: string;
  surface: ToastSurface;
  watchFrom: (session: Omit<Session, "watch">) => Session["watch"];
};

export function provideSession({
  serverNow,
  arrivedAt,
  zone,
  surface,
  watchFrom,
}: Surroundings): Session {
  const subscriptions = createSubscriptions();
  const session = {
    now: createClock(serverNow, arrivedAt),
    subscriptions,
    connection: createConnection(subscriptions),
    freshness: writable<Freshness | null>(null),
    watching: writable<number | null>(null),
    toasts: createToasts(surface),
    zone,
  };
  return setContext<Session>(KEY, { ...session, watch: watchFrom(session) });
}

export const getSession = (): Session => getContext<Session>(KEY);
