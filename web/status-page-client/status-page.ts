import { CLOSE_CODES } from "$protocol/close-codes";
import { pageStatus } from "$domain/pages/page";
import type { LiveEvent, LiveEventOf } from "$protocol/events";
import type { Freshness, Position } from "$protocol/position";
import type { PublicStatus } from "$protocol/public-page";
import { createRooms } from "$lib/realtime/rooms";
import type { ConnectionState } from "$lib/realtime/socket";
import { onVisibleOrOnline } from "$lib/realtime/visibility";
import { m } from "$lib/paraglide/messages";
import { publicFavicon } from "$lib/favicon";
import { createClock, isPageFromCache, pageArrivedAt } from "$lib/stores/clock";
import { reloadOnce, clearReloadFlag } from "$lib/stores/reload";
import { newerFreshness, isOverdue, monitoringState } from "$lib/stores/monitoring";
import { bannerText } from "$lib/format/public-banner";
import { publicStatusLabel } from "$lib/format/public-page";
import { browserTimeZone } from "$lib/time-zone";
import { createPageRefresher } from "./refresh";
import { localizeTimes, localizeTitles, setText, updateDurations } from "./local-times";
import { enableDayTooltips } from "./day-tooltip";

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
const readPageData = () => JSON.parse(main.dataset["page"] ?? "") as Data;

let data = readPageData();
let lastFreshness: Freshness | null = null;
let connection: ConnectionState = "connecting";
let viewerCount: number | null = null;
let now = Date.now();
let waitedMs = 0;
let leave = () => {};
/** The server speaks a version that this script does not know. */
let isOutdated = false;

const rooms = createRooms({
  origin: location.origin,
  random: Math.random,
  now: () => performance.now(),
  onWake: onVisibleOrOnline,
});

const refresher = createPageRefresher(main, (arrivedAt) => {
  data = readPageData();
  followClock(arrivedAt);
  offerPush();
  lastFreshness = null;
  localize();
  render();
  if (!isOutdated) listen();
});

function listen(): void {
  const { slug, live } = data;
  const before = leave;
  leave = rooms.open(`page:${slug}`, live, {
    onUpdate({ events, freshness }) {
      if (freshness?.asOf) lastFreshness = freshness;
      for (const event of events) handleEvent(event);
      render();
    },
    // Told where the page is to show it.
    onViewers(count) {
      viewerCount = count;
      render();
    },
    onGap: () => refresher.refreshSoon(),
    onChange(changed) {
      connection = changed.state;
      refresher.follow(changed);
      if (changed.state === "connected") clearReloadFlag();
      render();
    },
    onEnd(code) {
      if (code !== CLOSE_CODES.unsupportedVersion) return refresher.refreshSoon();
      isOutdated = true;
      // Where the script stays the same, the page is read now and then.
      if (!reloadOnce()) refresher.follow({ state: "disconnected", retries: Infinity });
    },
  });
  before();
}

function handleEvent(event: LiveEvent): void {
  if (event.type === "component:status-changed") applyComponentStatus(event);
  if (/^(component|page):/.test(event.type)) refresher.refreshSoon();
}

function applyComponentStatus({
  data: { componentId, currentStatus },
}: LiveEventOf<"component:status-changed">) {
  const row = find(`[data-component="${CSS.escape(componentId)}"]`);
  if (!row || row.dataset["status"] === currentStatus) return;
  setStatus(row, currentStatus);
  row.querySelector("[data-word]")!.textContent = publicStatusLabel(currentStatus);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const from = "color-mix(in oklch, var(--accent) 18%, transparent)";
  row.animate([{ backgroundColor: from }, { backgroundColor: "transparent" }], 2_000);
}

function setStatus(element: HTMLElement, status: PublicStatus): void {
  element.dataset["status"] = status;
  element.querySelector("[data-dot]")!.setAttribute("href", `#dot-${status}`);
}

/** The top says what the rows say, and how fresh that is. */
function render(): void {
  const components = [...main.querySelectorAll<HTMLElement>("[data-component]")].map((row) => ({
    name: row.querySelector("[data-name]")!.textContent,
    status: row.dataset["status"] as PublicStatus,
  }));
  const freshness = newerFreshness(data, lastFreshness);
  const isConnected = connection === "connected";
  const readAt = freshness === data ? data.readAt : 0;
  const monitoring = monitoringState(freshness, { readAt, waitedMs, isConnected });
  const page = {
    status: pageStatus(components.map(({ status }) => status)),
    groups: [{ components }],
    ...freshness,
    // Asked for where it is said alone: see `times.ts`.
    get timeZone() {
      return browserTimeZone();
    },
  };
  const texts = bannerText(page, { kind: "watched", monitoring }, now);
  const banner = find("[data-banner]")!;
  banner.dataset["connection"] = connection;
  if (banner.dataset["status"] !== texts.status) {
    setStatus(banner, texts.status);
    document.querySelector("link[rel=icon]")?.setAttribute("href", publicFavicon(texts.status));
  }
  setTextOf("[data-headline]", texts.headline);
  setTextOf("[data-fresh]", texts.freshness);
  const connectionText = isConnected
    ? m.public_live()
    : connection === "disconnected"
      ? m.public_polling()
      : "";
  setTextOf("[data-live]", connectionText && `· ${connectionText}`);
  const showsViewers = isConnected && viewerCount !== null;
  setTextOf("[data-viewers]", showsViewers ? `· ${m.public_viewers({ count: viewerCount! })}` : "");
  updateDurations(main, now);
}

const setTextOf = (selector: string, text: string) => setText(find(selector), text);

/** What the server cannot know: the reader's own hours, and how days are walked. */
const LOCALIZE_STEPS = [localizeTimes, localizeDays, localizeTitles];
const localize = () => LOCALIZE_STEPS.forEach((step) => step());

function localizeDays(): void {
  for (const strip of main.querySelectorAll<HTMLElement>("[data-walk]")) {
    enableDayTooltips(strip, data.barDays);
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
    waitedMs = isOverdue(newerFreshness(data, lastFreshness), at) ? waitedMs + TICK_MS : 0;
    render();
  });
}

function begin(): void {
  const isFromCache = isPageFromCache();
  followClock(isFromCache ? data.readAt : pageArrivedAt());
  if (isFromCache) refresher.refreshNow();
}

// Each in a task of its own: on a slow phone nobody is kept waiting who scrolls already.
for (const step of [listen, begin, offerPush, ...LOCALIZE_STEPS]) setTimeout(step);
