import type { PublicComponent, PublicPage, PublicStatus } from "../protocol/public-page";
import type { Rendered } from "./http-cache";
import { escapeHtml } from "./escape";
import { publicComponents, currentStatus } from "./status-text";

/** What a badge says, as shields has it. Source: shields.io/badges/endpoint-badge. */
export type Badge = { label: string; message: string; color: string };

const STYLES = ["flat", "flat-square", "plastic", "for-the-badge"] as const;
type Style = (typeof STYLES)[number];

const STATUS_LABELS: Record<PublicStatus, [word: string, color: string]> = {
  UP: ["operational", "#2ea043"],
  DEGRADED: ["degraded performance", "#b3740b"],
  PARTIAL: ["partial outage", "#c4501b"],
  DOWN: ["major outage", "#cf222e"],
  MAINTENANCE: ["maintenance", "#2563c9"],
  UNKNOWN: ["unknown", "#6e7781"],
};
const UPTIME_WINDOWS = { "24h": "24h", "7d": "7d", "30d": "30d", "90d": "90d" } as const;
type UptimeWindow = keyof typeof UPTIME_WINDOWS;

export const BADGES = ["status", "uptime-24h", "uptime-7d", "uptime-30d", "uptime-90d", "latency"];

/** By a component's id or name, or `all`; null of what is not there. */
export function badgeOf(page: PublicPage, component: string, kind: string): Badge | null {
  const all = publicComponents(page);
  const one =
    all.find(({ id }) => id === component) ??
    all.find(({ name }) => name.toLowerCase() === component.toLowerCase());
  if (!one && component !== "all") return null;
  if (kind === "status") {
    const known = page.stalledSince === null ? one?.status : "UNKNOWN";
    const [message, color] = STATUS_LABELS[one ? known! : currentStatus(page)];
    return { label: one?.name ?? page.title, message, color };
  }
  const shown = one ? [one] : all;
  if (kind === "latency") {
    const latency = mean(shown.map((component_) => component_.latency));
    return {
      label: "response time",
      message: latency === null ? "unknown" : `${Math.round(latency)} ms`,
      color: latency === null ? STATUS_LABELS.UNKNOWN[1] : latencyColor(latency),
    };
  }
  const window = kind.slice("uptime-".length) as UptimeWindow;
  if (!Object.hasOwn(UPTIME_WINDOWS, window)) return null;
  return uptimeBadge(shown, window);
}

function uptimeBadge(shown: readonly PublicComponent[], window: UptimeWindow): Badge {
  const uptime = mean(shown.map((component) => component.uptime[window]));
  const label = `uptime ${window}`;
  if (uptime === null) return { label, message: "unknown", color: STATUS_LABELS.UNKNOWN[1] };
  // Cut off, not rounded: 100 % is said only of what never failed.
  const message = `${Math.floor(uptime * 10_000 + 1e-9) / 100}%`;
  const color =
    uptime >= 0.999
      ? STATUS_LABELS.UP[1]
      : uptime >= 0.99
        ? STATUS_LABELS.DEGRADED[1]
        : STATUS_LABELS.DOWN[1];
  return { label, message, color };
}

const latencyColor = (ms: number): string =>
  ms < 500 ? STATUS_LABELS.UP[1] : ms < 1_500 ? STATUS_LABELS.DEGRADED[1] : STATUS_LABELS.DOWN[1];

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}

export const shieldsJson = (badge: Badge): Rendered => ({
  body: JSON.stringify({ schemaVersion: 1, cacheSeconds: 60, ...badge }),
  type: "application/json; charset=utf-8",
  maxAge: 60,
});

/** A badge in one of shields' styles. `query` may name `style` and `label`. */
export function svgBadge(badge: Badge, query: URLSearchParams): Rendered {
  const asked = query.get("style");
  const style = STYLES.find((one) => one === asked) ?? "flat";
  const label = (query.get("label") ?? badge.label).slice(0, 60);
  return {
    body: renderBadge({ ...badge, label }, style),
    type: "image/svg+xml; charset=utf-8",
    maxAge: 10,
    headers: { "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'" },
  };
}

function renderBadge({ label, message, color }: Badge, style: Style): string {
  const isBig = style === "for-the-badge";
  const [left, right] = isBig ? [label.toUpperCase(), message.toUpperCase()] : [label, message];
  const [height, pad, size] = isBig ? [28, 12, 10] : [20, 6, 11];
  const leftWidth = textWidth(left, size, isBig) + pad * 2;
  const rightWidth = textWidth(right, size, isBig) + pad * 2;
  const width = leftWidth + rightWidth;
  const radius = style === "flat" ? 3 : style === "plastic" ? 4 : 0;
  const shine =
    style === "flat" || style === "plastic"
      ? '<linearGradient id="s" x2="0" y2="100%"><stop offset="0" stop-color="#fff" stop-opacity=".12"/><stop offset="1" stop-opacity=".12"/></linearGradient>'
      : "";
  const renderText = (text: string, x: number, bold: boolean) =>
    `<text x="${x}" y="${height / 2 + size * 0.36}" textLength="${textWidth(text, size, isBig)}"${bold ? ' font-weight="bold"' : ""}>${escapeHtml(text)}</text>`;
  const title = escapeHtml(`${label}: ${message}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img" aria-label="${title}"><title>${title}</title>${shine}<clipPath id="r"><rect width="${width}" height="${height}" rx="${radius}"/></clipPath><g clip-path="url(#r)"><rect width="${leftWidth}" height="${height}" fill="#444c56"/><rect x="${leftWidth}" width="${rightWidth}" height="${height}" fill="${color}"/>${shine && `<rect width="${width}" height="${height}" fill="url(#s)"/>`}</g><g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="${size}"${isBig ? ' letter-spacing="1"' : ""}>${renderText(left, leftWidth / 2, false)}${renderText(right, leftWidth + rightWidth / 2, isBig)}</g></svg>`;
}

/** About as wide as Verdana: narrow letters, wide ones, and squares of East Asia. */
function textWidth(text: string, size: number, isBig: boolean): number {
  let width = 0;
  for (const character of text) {
    width += /[ijl.,:;'|! ]/.test(character)
      ? 0.39
      : /[mwMW@%]/.test(character)
        ? 0.98
        : /[A-Z]/.test(character)
          ? 0.72
          : character.charCodeAt(0) > 0x2e80
            ? 1
            : 0.62;
  }
  return Math.round(width * size + (isBig ? text.length : 0));
}
