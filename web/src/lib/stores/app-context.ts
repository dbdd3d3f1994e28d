import type { Freshness } from "$protocol/position";
import { getContext, setContext } from "svelte";
import { writable, type Readable, type Writable } from "svelte/store";
import type { MonitoringState } from "$lib/stores/monitoring";
import type { ConnectionState } from "$lib/realtime/socket";
import { createClock } from "./clock";
import { createConnection, createSubscriptions, type Subscriptions } from "./subscriptions";
import { createToasts, type Toasts, type ToastSurface } from "./toasts";

/** What all pages of one visit share. Made by the layout, never at module level. */
export type AppContext = {
  now: Readable<number>;
  subscriptions: Subscriptions;
  connection: Readable<ConnectionState>;
  /** The newest that any room told; null before the first frame. */
  freshness: Writable<Freshness | null>;
  /** How many people watch what this page shows; null until a room says so. */
  viewerCount: Writable<number | null>;
  toasts: Toasts;
  /** The reader's time zone; on the server the one that the browser told last time. */
  zone: string;
  /** Whether anyone is looking; null on pages that show no state. */
  monitoring: () => MonitoringState | null;
};

const CONTEXT_KEY = Symbol("session");

type AppContextOptions = {
  serverNow: number;
  arrivedAt: number;
  zone: string;
  surface: ToastSurface;
  createMonitoring: (session: Omit<AppContext, "monitoring">) => AppContext["monitoring"];
};

export function provideAppContext({
  serverNow,
  arrivedAt,
  zone,
  surface,
  createMonitoring,
}: AppContextOptions): AppContext {
  const subscriptions = createSubscriptions();
  const session = {
    now: createClock(serverNow, arrivedAt),
    subscriptions,
    connection: createConnection(subscriptions),
    freshness: writable<Freshness | null>(null),
    viewerCount: writable<number | null>(null),
    toasts: createToasts(surface),
    zone,
  };
  return setContext<AppContext>(CONTEXT_KEY, { ...session, monitoring: createMonitoring(session) });
}

export const getAppContext = (): AppContext => getContext<AppContext>(CONTEXT_KEY);
