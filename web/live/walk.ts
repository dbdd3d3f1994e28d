import type { BarsView } from "$protocol/history";
import { dayOfBars } from "$lib/history/days";
import { dayIndexAt, dayIndexBy, firstSeen } from "$lib/history/place";
import { dateWord, dayDetails, dayWords, letterWord } from "$lib/words/day";

const MARGIN = 8;
let tip: HTMLElement | null = null;

/** Lets the days of a strip be walked by pointer and by keyboard, each with what is known of it. */
export function walkDays(strip: HTMLElement, barDays: readonly string[]): void {
  if (strip.role === "slider") return;
  const bars = JSON.parse(strip.dataset["walk"] ?? "") as BarsView;
  const last = barDays.length - 1;
  let index = last;
  const dayAt = (at: number) => dayOfBars(bars, barDays, at);
  const extents = () => ({
    bar: strip.firstElementChild!.getBoundingClientRect(),
    through: strip.getBoundingClientRect(),
  });

  const tell = () => {
    strip.ariaValueNow = String(index + 1);
    // The server has said the last day's words: see `times.ts` for what the first date costs.
    strip.ariaValueText = index === last ? strip.dataset["last"]! : dayWords(dayAt(index));
  };
  const show = (at: number) => {
    index = at;
    tell();
    const { bar } = extents();
    const wide = bar.width / barDays.length;
    showTip(dayAt(at), { left: bar.left + at * wide, top: bar.top, width: wide * (2 / 3), bar });
  };

  strip.role = "slider";
  strip.tabIndex = 0;
  strip.ariaValueMin = "1";
  strip.ariaValueMax = String(barDays.length);
  tell();
  const point = ({ clientX }: PointerEvent) =>
    show(dayIndexAt(clientX, extents().bar, barDays.length));
  strip.addEventListener("pointermove", point);
  strip.addEventListener("pointerdown", point);
  // What the pointer found is not where the arrows go on from.
  strip.addEventListener("pointerleave", () => {
    index = last;
    tell();
    hideTip();
  });
  strip.addEventListener("blur", hideTip);
  strip.addEventListener("focus", () => {
    if (strip.matches(":focus-visible")) show(index);
  });
  strip.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return hideTip();
    const { bar, through } = extents();
    const first = firstSeen(bar, through, barDays.length);
    const next = dayIndexBy(event.key, index, first, last);
    if (next === null) return;
    event.preventDefault();
    show(next);
  });
  // Focus scrolls to the days, and says so only later: who walks by keyboard keeps the tip.
  const follow = () => {
    if (tip && strip.matches(":focus-visible")) show(index);
    else if (strip.matches(":hover")) hideTip();
  };
  addEventListener("scroll", follow, { passive: true });
}

type Anchor = { left: number; top: number; width: number; bar: DOMRect };

function showTip(day: ReturnType<typeof dayOfBars>, { left, top, width, bar }: Anchor): void {
  hideTip();
  tip = document.createElement("div");
  tip.dataset["dayTip"] = "";
  tip.className = "public-tip";
  const lines = [dateWord(day.day), letterWord(day.letter), ...dayDetails(day)];
  tip.append(
    ...lines.map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    }),
  );
  document.body.append(tip);
  const { width: own, height } = tip.getBoundingClientRect();
  const most = document.documentElement.clientWidth - own - MARGIN;
  const above = top - height - MARGIN;
  tip.style.left = `${Math.max(MARGIN, Math.min(left + width / 2 - own / 2, most))}px`;
  tip.style.top = `${above > MARGIN ? above : bar.bottom + MARGIN}px`;
}

function hideTip(): void {
  tip?.remove();
  tip = null;
}
