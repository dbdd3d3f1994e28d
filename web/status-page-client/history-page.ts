import { createClock, isPageFromCache, pageArrivedAt } from "$lib/stores/clock";
import { createPageRefresher } from "./refresh";
import { localizeTimes, localizeTitles, updateDurations } from "./local-times";

/**
 * A month of a public page: whole as it comes. The server cannot know the reader's own hours, nor what
 * lasts on while it stays open.
 */
const main = document.querySelector<HTMLElement>("main")!;
let stopClock = () => {};

const refresher = createPageRefresher(main, (arrivedAt) => {
  localizeTimes();
  localizeTitles();
  followTime(arrivedAt);
});

function followTime(arrivedAt: number): void {
  stopClock();
  const clock = createClock(Number(main.dataset["readAt"]), arrivedAt);
  stopClock = clock.subscribe((now) => updateDurations(main, now));
}

localizeTimes();
setTimeout(localizeTitles);
setTimeout(() => {
  const isFromCache = isPageFromCache();
  followTime(isFromCache ? Number(main.dataset["readAt"]) : pageArrivedAt());
  if (isFromCache) refresher.refreshNow();
});
