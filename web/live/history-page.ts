import { createClock, isPageFromCache, pageArrivedAt } from "$lib/stores/clock";
import { createReading } from "./reading";
import { dressTimes, dressTitles, tellSince } from "./times";

/**
 * A month of a public page: whole as it comes. The server cannot know the reader's own hours, nor what
 * lasts on while it stays open.
 */
const main = document.querySelector<HTMLElement>("main")!;
let stopClock = () => {};

const reading = createReading(main, (arrivedAt) => {
  dressTimes();
  dressTitles();
  follow(arrivedAt);
});

function follow(arrivedAt: number): void {
  stopClock();
  const clock = createClock(Number(main.dataset["readAt"]), arrivedAt);
  stopClock = clock.subscribe((now) => tellSince(main, now));
}

dressTimes();
setTimeout(dressTitles);
setTimeout(() => {
  const isOld = isPageFromCache();
  follow(isOld ? Number(main.dataset["readAt"]) : pageArrivedAt());
  if (isOld) reading.now();
});
