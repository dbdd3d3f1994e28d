import { CLOSE } from "$protocol/close-codes";
import { pageStatus } from "$domain/page";
import type { LiveEvent, LiveEventOf } from "$protocol/events";
import type { Freshness, Position } from "$protocol/position";
import type { PublicStatus } from "$protocol/page";
import { createRooms } from "$lib/live/rooms";
import type { ConnectionState } from "$lib/live/socket";
import { onWake } from "$lib/live/wake";
import { m } from "$lib/paraglide/messages";
import { publicFavicon } from "$lib/favicon";
import { createClock, isPageFromCache, pageArrivedAt } from "$lib/stores/clock";
import { reloadOnce, reloadSettled } from "$lib/stores/reload";
import { fresher, isOverdue, watchOf } from "$lib/watch";
import { bannerWords } from "$lib/words/public-banner";
import { publicStatusWord } from "$lib/words/public-page";
import { browserZone } from "$lib/zone";
import { createReading } from "./reading";
import { dressTimes, dressTitles, put, tellSince } from "./times";
import { walkDays } from "./walk";

/**
 * Keeps a public page live. The page is rendered by the server alone: what happens is marked in it at
 * once, and what takes more than a mark is read anew and put in its place.
 */
type Data = {
  slug: string;
  live: Position;
  readAt: number;
  zone: string;
  barDays: string[];
} & Freshness;

const TICK_MS = 1_000;

const main = document.querySelector<HTMLElement>("main")!;
const find = (selector: string) => main.querySelector<HTMLElement>(selector);
const dataOf = () => JSON.parse(main.dataset["page"] ?? "") as Data;

let data = dataOf();
let heard: Freshness | null = null;
let connection: ConnectionState = "connecting";
let watching: number | null = null;
let now = Date.now();
let waitedMs = 0;
let leave = () => {};
/** The server speaks a version that this script does not know. */
let isOutdated = false;

const rooms = createRooms({
  origin: location.origin,
  random: Math.random,
  now: () => performance.now(),
  onWake,
});

const reading = createReading(main, (arrivedAt) => {
  data = dataOf();
  followClock(arrivedAt);
  offerPush();
  heard = null;
  dress();
  show();
  if (!isOutdated) listen();
});

function listen(): void {
  const { slug, live } = data;
  const before = leave;
  leave = rooms.open(`page:${slug}`, live, {
    onUpdate({ events, freshness }) {
      if (freshness?.asOf) heard = freshness;
      for (const event of events) hear(event);
      show();
    },
    // Told where the page is to show it.
    onWatching(count) {
      watching = count;
      show();
    },
    onGap: () => reading.soon(),
    onChange(changed) {
      connection = changed.state;
      reading.follow(changed);
      if (changed.state === "connected") reloadSettled();
      show();
    },
    onEnd(code) {
      if (code !== CLOSE.versionNotSpoken) return reading.soon();
      isOutdated = true;
      // Where the script stays the same, the page is read now and then.
      if (!reloadOnce()) reading.follow({ state: "disconnected", retries: Infinity });
    },
  });
  before();
}

function hear(event: LiveEvent): void {
  if (event.type === "component:status-changed") mark(event);
  if (/^(component|page):/.test(event.type)) reading.soon();
}

function mark({ data: { componentId, currentStatus } }: LiveEventOf<"component:status-changed">) {
  const row = find(`[data-component="${CSS.escape(componentId)}"]`);
  if (!row || row.dataset["status"] === currentStatus) return;
  setStatus(row, currentStatus);
  row.querySelector("[data-word]")!.textContent = publicStatusWord(currentStatus);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const from = "color-mix(in oklch, var(--accent) 18%, transparent)";
  row.animate([{ backgroundColor: from }, { backgroundColor: "transparent" }], 2_000);
}

function setStatus(element: HTMLElement, status: PublicStatus): void {
  element.dataset["status"] = status;
  element.querySelector("[data-dot]")!.setAttribute("href", `#dot-${status}`);
}

/** The top says what the rows say, and how fresh that is. */
function show(): void {
  const components = [...main.querySelectorAll<HTMLElement>("[data-component]")].map((row) => ({
    name: row.querySelector("[data-name]")!.textContent,
    status: row.dataset["status"] as PublicStatus,
  }));
  const freshness = fresher(data, heard);
  const isConnected = connection === "connected";
  const readAt = freshness === data ? data.readAt : 0;
  const watch = watchOf(freshness, { readAt, waitedMs, isConnected });
  const page = {
    status: pageStatus(components.map(({ status }) => status)),
    groups: [{ components }],
    ...freshness,
    // Asked for where it is said alone: see `times.ts`.
    get timeZone() {
      return browserZone();
    },
  };
  const words = bannerWords(page, { kind: "watched", watch }, now);
  const banner = find("[data-banner]")!;
  banner.dataset["connection"] = connection;
  if (banner.dataset["status"] !== words.status) {
    setStatus(banner, words.status);
    document.querySelector("link[rel=icon]")?.setAttribute("href", publicFavicon(words.status));
  }
  say("[data-headline]", words.headline);
  say("[data-fresh]", words.freshness);
  const how = isConnected
    ? m.public_live()
    : connection === "disconnected"
      ? m.public_polling()
      : "";
  say("[data-live]", how && `· ${how}`);
  const isTold = isConnected && watching !== null;
  say("[data-watching]", isTold ? `· ${m.public_watching({ count: watching! })}` : "");
  tellSince(main, now);
}

const say = (selector: string, text: string) => put(find(selector), text);

/** What the server cannot know: the reader's own hours, and how days are walked. */
const DRESSING = [dressTimes, dressDays, dressTitles];
const dress = () => DRESSING.forEach((step) => step());

function dressDays(): void {
  for (const strip of main.querySelectorAll<HTMLElement>("[data-walk]")) {
    walkDays(strip, data.barDays);
  }
}

/** What is rarely wanted is loaded when it is; once, so that a box that it was loaded for stays. */
function offerPush(): void {
  const box = document.querySelector<HTMLDetailsElement>("#subscribe[data-push]");
  const load = () => {
    if ("offered" in box!.dataset) return;
    box!.dataset["offered"] = "";
    void import(/* @vite-ignore */ box!.dataset["push"]!);
  };
  if (box?.open) load();
  else box?.addEventListener("toggle", load, { once: true });
}

let stopClock = () => {};

/** By what was read last. What came out of the cache tells no time: the reader's own clock does. */
function followClock(arrivedAt: number): void {
  stopClock();
  stopClock = createClock(data.readAt, arrivedAt).subscribe((at) => {
    now = at;
    waitedMs = isOverdue(fresher(data, heard), at) ? waitedMs + TICK_MS : 0;
    show();
  });
}

function begin(): void {
  const isOld = isPageFromCache();
  followClock(isOld ? data.readAt : pageArrivedAt());
  if (isOld) reading.now();
}

// Each in a task of its own: on a slow phone nobody is kept waiting who scrolls already.
for (const step of [listen, begin, offerPush, ...DRESSING]) setTimeout(step);
