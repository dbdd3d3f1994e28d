import type { Freshness } from "$protocol/frames";
import { getContext, setContext } from "svelte";
import { writable, type Readable, type Writable } from "svelte/store";
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
  toasts: Toasts;
};

const KEY = Symbol("session");

type Clock = { serverNow: number; arrivedAt: number };

export function provideSession({ serverNow, arrivedAt }: Clock, surface: ToastSurface): Session {
  const subscriptions = createSubscriptions();
  return setContext<Session>(KEY, {
    now: createClock(serverNow, arrivedAt),
    subscriptions,
    connection: createConnection(subscriptions),
    freshness: writable(null),
    toasts: createToasts(surface),
  });
}

export const getSession = (): Session => getContext<Session>(KEY);
