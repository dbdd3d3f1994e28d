import { POLL_AFTER_RETRIES } from "$lib/realtime/poll";
import type { Connection } from "$lib/realtime/socket";
import { onVisibleOrOnline } from "$lib/realtime/visibility";

/** What is kept of the page may be so old: asked sooner, it would not know yet. */
const CACHE_MS = 1_000;
/** A crowd that hears of something does not ask all at once; nor does anyone twice within this. */
const JITTER_MS = 1_500;
const MIN_INTERVAL_MS = 2_000;
const POLL_MS = 30_000;
const TOO_MANY = 429;
/** Days end and shares move, though nothing happens that anybody would be told of. */
const MAX_AGE_MS = 15 * 60_000;

export type PageRefresher = {
  /** Reads the page anew, a little later. */
  refreshSoon(): void;
  /** Reads it at once: of what came out of the browser's cache nobody knows whether it is so. */
  refreshNow(): void;
  /** Reads it now and then for as long as no socket tells. */
  follow(connection: Connection): void;
};

/** How each part came, whatever was done to it since. */
type OriginalHtml = WeakMap<Element, string>;

/**
 * Reads the page over HTTP, and puts what is new of it in the place of what was. `onRefreshed` gets when
 * that arrived.
 */
export function createPageRefresher(
  main: HTMLElement,
  onRefreshed: (arrivedAt: number) => void,
): PageRefresher {
  const originalHtml: OriginalHtml = new WeakMap();
  const outsideMain = OUTSIDE_MAIN.flatMap((selector) => document.querySelector(selector) ?? []);
  for (const element of [...main.children, ...outsideMain])
    originalHtml.set(element, element.outerHTML);
  let lastAt = -MIN_INTERVAL_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setTimeout> | undefined;
  let age: ReturnType<typeof setTimeout> | undefined;

  const read = async () => {
    lastAt = performance.now();
    scheduleRefresh();
    // While a page that was gone back to loads, a browser would take this from its cache as well.
    const response = await fetch(location.href, {
      headers: { accept: "text/html" },
      cache: "no-cache",
    });
    const arrivedAt = Date.now();
    // A page that is not there for now is worth less than the one that is shown.
    if (response.status >= 500 || response.status === TOO_MANY) return;
    if (!response.ok || response.redirected) return location.reload();
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const nextMain = next.querySelector("main");
    if (!nextMain) return location.reload();
    Object.assign(main.dataset, nextMain.dataset);
    replaceChanged(main, nextMain, originalHtml);
    replaceOutsideMain(main, next, originalHtml);
    document.title = next.title;
    onRefreshed(arrivedAt);
  };
  const tryRead = () => read().catch((problem: unknown) => console.warn("not read anew", problem));

  const refreshSoon = () => {
    if (timer !== undefined) return;
    const waitMs = Math.max(0, lastAt + MIN_INTERVAL_MS - performance.now());
    timer = setTimeout(
      () => {
        timer = undefined;
        void tryRead();
      },
      Math.max(waitMs, CACHE_MS) + JITTER_MS * Math.random(),
    );
  };

  const scheduleRefresh = () => {
    clearTimeout(age);
    age = setTimeout(() => document.hidden || refreshSoon(), MAX_AGE_MS * (1 + Math.random()));
  };
  scheduleRefresh();
  onVisibleOrOnline(() => {
    if (performance.now() - lastAt > MAX_AGE_MS) refreshSoon();
  });

  return {
    refreshSoon,
    refreshNow: () => void tryRead(),
    follow({ state, retries }) {
      const isNeeded = state !== "connected" && retries >= POLL_AFTER_RETRIES;
      if (!isNeeded) {
        clearTimeout(poll);
        poll = undefined;
        return;
      }
      if (poll !== undefined) return;
      const schedulePoll = () => {
        poll = setTimeout(() => void tryRead().then(schedulePoll), POLL_MS * (1 + Math.random()));
      };
      poll = setTimeout(() => void tryRead().then(schedulePoll), 10_000 * Math.random());
    },
  };
}

/** Parts that came the same stay as they are, with whatever has the focus in them. */
function replaceChanged(main: HTMLElement, nextMain: HTMLElement, originalHtml: OriginalHtml) {
  const before = [...main.children];
  const after = [...nextMain.children];
  after.forEach((element, index) => {
    const html = element.outerHTML;
    const old = before[index];
    // The first is the answer, which is kept up to date by itself: it is read out when it changes.
    if (index === 0 || (old && originalHtml.get(old) === html)) return;
    originalHtml.set(element, html);
    if (old) old.replaceWith(element);
    else main.append(element);
  });
  for (const removed of before.slice(after.length)) removed.remove();
}

/** What may be edited of a page and stands outside of what it says: its title, its form, its colour. */
const OUTSIDE_MAIN = ["header", "#subscribe", 'link[href*="/theme.css"]'];

function replaceOutsideMain(main: HTMLElement, next: Document, originalHtml: OriginalHtml): void {
  for (const selector of OUTSIDE_MAIN) {
    const [old, replacement] = [document.querySelector(selector), next.querySelector(selector)];
    const html = replacement?.outerHTML;
    // Nobody loses what they are filling in, or were offered in it.
    const used = replacement ? "[open], [data-offered]" : "[open]";
    if (old?.matches(used) || (old ? originalHtml.get(old) : undefined) === html) continue;
    if (replacement) originalHtml.set(replacement, html!);
    if (old) old.replaceWith(...(replacement ? [replacement] : []));
    else if (replacement?.matches("link")) document.head.append(replacement);
    else if (replacement) main.after(replacement);
  }
}
