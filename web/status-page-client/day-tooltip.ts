import type { BarsView } from "$protocol/history";
import { dayOfBars } from "$lib/history/days";
import { dayIndexAt, dayIndexBy, firstVisibleDay } from "$lib/history/plot-position";
import { dateText, dayDetails, dayText, dayCodeLabel } from "$lib/format/day";

const MARGIN = 8;
let tooltip: HTMLElement | null = null;

/** Lets the days of a strip be walked by pointer and by keyboard, each with what is known of it. */
export function enableDayTooltips(strip: HTMLElement, barDays: readonly string[]): void {
  if (strip.role === "slider") return;
  const bars = JSON.parse(strip.dataset["walk"] ?? "") as BarsView;
  const last = barDays.length - 1;
  let index = last;
  const dayAt = (at: number) => dayOfBars(bars, barDays, at);
  const extents = () => ({
    bar: strip.firstElementChild!.getBoundingClientRect(),
    viewport: strip.getBoundingClientRect(),
  });

  const announce = () => {
    strip.ariaValueNow = String(index + 1);
    // The server has said the last day's words: see `times.ts` for what the first date costs.
    strip.ariaValueText = index === last ? strip.dataset["last"]! : dayText(dayAt(index));
  };
  const show = (at: number) => {
    index = at;
    announce();
    const { bar } = extents();
    const wide = bar.width / barDays.length;
    showTooltip(dayAt(at), {
      left: bar.left + at * wide,
      top: bar.top,
      width: wide * (2 / 3),
      bar,
    });
  };

  strip.role = "slider";
  strip.tabIndex = 0;
  strip.ariaValueMin = "1";
  strip.ariaValueMax = String(barDays.length);
  announce();
  const point = ({ clientX }: PointerEvent) =>
    show(dayIndexAt(clientX, extents().bar, barDays.length));
  strip.addEventListener("pointermove", point);
  strip.addEventListener("pointerdown", point);
  // What the pointer found is not where the arrows go on from.
  strip.addEventListener("pointerleave", () => {
    index = last;
    announce();
    hideTooltip();
  });
  strip.addEventListener("blur", hideTooltip);
  strip.addEventListener("focus", () => {
    if (strip.matches(":focus-visible")) show(index);
  });
  strip.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return hideTooltip();
    const { bar, viewport } = extents();
    const first = firstVisibleDay(bar, viewport, barDays.length);
    const next = dayIndexBy(event.key, index, first, last);
    if (next === null) return;
    event.preventDefault();
    show(next);
  });
  // Focus scrolls to the days, and says so only later: who walks by keyboard keeps the tip.
  const follow = () => {
    if (tooltip && strip.matches(":focus-visible")) show(index);
    else if (strip.matches(":hover")) hideTooltip();
  };
  addEventListener("scroll", follow, { passive: true });
}

type Anchor = { left: number; top: number; width: number; bar: DOMRect };

function showTooltip(day: ReturnType<typeof dayOfBars>, { left, top, width, bar }: Anchor): void {
  hideTooltip();
  tooltip = document.createElement("div");
  tooltip.dataset["dayTip"] = "";
  tooltip.className = "public-tip";
  const lines = [dateText(day.day), dayCodeLabel(day.code), ...dayDetails(day)];
  tooltip.append(
    ...lines.map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    }),
  );
  document.body.append(tooltip);
  const { width: own, height } = tooltip.getBoundingClientRect();
  const most = document.documentElement.clientWidth - own - MARGIN;
  const above = top - height - MARGIN;
  tooltip.style.left = `${Math.max(MARGIN, Math.min(left + width / 2 - own / 2, most))}px`;
  tooltip.style.top = `${above > MARGIN ? above : bar.bottom + MARGIN}px`;
}

function hideTooltip(): void {
  tooltip?.remove();
  tooltip = null;
}
