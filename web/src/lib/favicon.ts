import type { PublicStatus } from "$protocol/public-page";
import type { EndpointDisplayStatus } from "./stores/overall-status";

/** sRGB twins of the status colours: a favicon knows no custom properties, and must suit any tab bar. */
const APPEARANCES = {
  UP: {
    fill: "#5b5bd6",
    mark: '<path d="M13 14h6l2 11H11Z" fill="#fff"/><circle cx="16" cy="9.5" r="3.2" fill="#fff"/>',
  },
  DEGRADED: { fill: "#c77700", mark: '<path d="M16 8 25 23.5H7Z" fill="#fff"/>' },
  DOWN: {
    fill: "#d92d20",
    mark: '<path d="m10 10 12 12m0-12-12 12" stroke="#fff" stroke-width="4" stroke-linecap="round"/>',
  },
  UNKNOWN: {
    fill: "#6b7280",
    mark: '<circle cx="16" cy="16" r="6.5" fill="none" stroke="#fff" stroke-width="3.5"/>',
  },
  MAINTENANCE: { fill: "#2563c9", mark: '<path d="M16 6.5 25.5 16 16 25.5 6.5 16Z" fill="#fff"/>' },
  PAUSED: {
    fill: "#6b7280",
    mark: '<path d="M12 10v12m8-12v12" stroke="#fff" stroke-width="4" stroke-linecap="round"/>',
  },
} satisfies Record<EndpointDisplayStatus, { fill: string; mark: string }>;

/** The page's icon as a data address: the lighthouse, or what is wrong. */
export function favicon(status: EndpointDisplayStatus): string {
  const { fill, mark } = APPEARANCES[status];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${fill}"/>${mark}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Of a public page: a part that is down is no shape of its own at this size. */
export const publicFavicon = (status: PublicStatus): string =>
  favicon(status === "PARTIAL" ? "DOWN" : status);
