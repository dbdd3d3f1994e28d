/** How the widget looks, and what it says: text and marks, no picture of anybody's. */
export type WidgetStatus = "UP" | "DEGRADED" | "PARTIAL" | "DOWN" | "MAINTENANCE" | "UNKNOWN";

export const WIDGET_STATUSES: WidgetStatus[] = [
  "UP",
  "UNKNOWN",
  "MAINTENANCE",
  "DEGRADED",
  "PARTIAL",
  "DOWN",
];
export const WIDGET_LABELS: Record<string, string[]> = {
  en: [
    "Operational",
    "Unknown",
    "Maintenance",
    "Degraded performance",
    "Partial outage",
    "Major outage",
    "All systems operational",
  ],
  ko: [
    "정상",
    "알 수 없음",
    "유지보수",
    "성능 저하",
    "일부 장애",
    "전체 장애",
    "모든 시스템이 정상입니다",
  ],
};
export const WIDGET_ICONS = ["●", "○", "◆", "▲", "◧", "✕"];
const COLORS = [
  "#1a7f37,#4ac26b",
  "#6e7781,#9198a1",
  "#2563c9,#79a8f5",
  "#9a6700,#e3b341",
  "#cf222e,#ff7b72",
  "#cf222e,#ff7b72",
];
export const widgetCss = `:host{display:inline-block;min-height:2em;font:var(--pharos-font,14px/1.4 system-ui,sans-serif);color:var(--pharos-color,light-dark(#1f2328,#f0f3f6));color-scheme:light dark}
:host([hidden]),.q{display:none}:host([theme=light]){color-scheme:light}:host([theme=dark]){color-scheme:dark}
:host([variant=list]){display:block}:host([variant=banner]){display:block;min-height:0}
a{display:inline-flex;gap:.5em;align-items:baseline;padding:.25em .7em;border:1px solid var(--pharos-border,light-dark(#d0d7de,#3d444d));border-radius:var(--pharos-radius,8px);background:var(--pharos-background,light-dark(#fff,#151b23));color:inherit;text-decoration:none}
:host([variant=banner]) a{position:fixed;z-index:9999;right:1em;bottom:1em;box-shadow:0 4px 16px #0003}
:host([position*=left]) a{right:auto;left:1em}:host([position*=top]) a{bottom:auto;top:1em}
ul{list-style:none;margin:.5em 0 0;padding:0}li{display:flex;gap:.5em;justify-content:space-between;padding:.35em .2em}li span+span{text-align:end}
${COLORS.map((pair, index) => `.s${index}{color:light-dark(${pair})}`).join("")}`;
