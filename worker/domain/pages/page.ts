import type { Instant } from "../instant";
import type { Status } from "../status/status";

/** Who may read a page: everybody, whoever knows its password, or who is signed in. */
export const VISIBILITIES = ["public", "password", "members"] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** A page for strangers: a title, and components in groups. */
export type Page = {
  id: string;
  slug: string;
  title: string;
  description: string | null;
  /** At most one page is the one at `/`. */
  isDefault: boolean;
  /** Where it answers at `/` too, such as `status.example.com`. */
  domain: string | null;
  visibility: Visibility;
  /** Whether search engines may list it. */
  allowIndexing: boolean;
  /** Whether it says how many look at it. */
  showViewerCount: boolean;
  /** Whether visitors may ask to be told what it says. */
  allowSubscriptions: boolean;
  /** The channel that their mails go out by; null where they are not mailed. */
  mailChannelId: string | null;
  groups: ComponentGroup[];
  theme: Theme;
  createdAt: Instant;
  updatedAt: Instant;
};

/** Without a name its components stand by themselves. */
export type ComponentGroup = { name: string; components: Component[] };

export type Component = {
  id: string;
  name: string;
  description: string | null;
  /** Those that it shows as one; none of a manual one. */
  endpointIds: string[];
  /** What a person says of it; null where its endpoints say it. */
  status: ComponentStatus | null;
  showLatency: boolean;
};

export type Theme = {
  /** `#rrggbb`; its lightness is fitted to what it stands on. */
  accent: string | null;
  /** A `data:` address of a small image. */
  logo: string | null;
};

/** `PARTIAL`: some of what a component shows as one is down, not all. The worst comes last. */
export const COMPONENT_STATUSES = [
  "UP",
  "UNKNOWN",
  "MAINTENANCE",
  "DEGRADED",
  "PARTIAL",
  "DOWN",
] as const;
export type ComponentStatus = (typeof COMPONENT_STATUSES)[number];

/** The theme without the image, which only the editor and the address of the logo need. */
export type PageTheme = Pick<Theme, "accent"> & { hasLogo: boolean };

export const PAGE_BOUNDS = {
  slug: { min: 1, max: 63 },
  title: { min: 1, max: 120 },
  description: { min: 0, max: 500 },
  domain: { min: 1, max: 253 },
  password: { min: 8, max: 200 },
  groups: { max: 30 },
  components: { max: 100 },
  endpointIds: { max: 200 },
  /** Of all components together. */
  endpoints: { max: 1_000 },
  logo: { maxBytes: 96 * 1_024 },
} as const;

/** Small letters, digits, and hyphens within. */
export const isSlug = (text: string): boolean =>
  text.length <= PAGE_BOUNDS.slug.max && /^[a-z0-9]+(-+[a-z0-9]+)*$/.test(text);

export const componentsOf = ({ groups }: Pick<Page, "groups">): Component[] =>
  groups.flatMap(({ components }) => components);

/** The ids of all endpoints that a page shows something of, each once. */
export const endpointIdsOf = (page: Pick<Page, "groups">): string[] => [
  ...new Set(componentsOf(page).flatMap(({ endpointIds }) => endpointIds)),
];

/** What is shown of an endpoint; `PARTIAL` is what people say of it, checks do not see that. */
export type DisplayedStatus = Status | "MAINTENANCE" | "PAUSED" | "PARTIAL";

/**
 * Several endpoints as one. What is paused has no voice, what is worked on does not count as down;
 * it is up only where nothing of it is anything else.
 */
export function componentStatus(shown: readonly DisplayedStatus[]): ComponentStatus {
  const active = shown.filter((one) => one !== "PAUSED");
  const checked = active.filter((one) => one !== "MAINTENANCE");
  if (active.length === 0) return "UNKNOWN";
  if (checked.includes("DOWN")) {
    return checked.every((one) => one === "DOWN") ? "DOWN" : "PARTIAL";
  }
  for (const status of ["PARTIAL", "DEGRADED", "MAINTENANCE", "UNKNOWN"] as const) {
    if (active.includes(status)) return status;
  }
  return "UP";
}

/** A page in one word: `DOWN` only where all of it is, so that one part that fails is no catastrophe. */
export function pageStatus(components: readonly ComponentStatus[]): ComponentStatus {
  if (components.length === 0) return "UNKNOWN";
  const has = (status: ComponentStatus) => components.includes(status);
  if (has("DOWN")) return components.every((one) => one === "DOWN") ? "DOWN" : "PARTIAL";
  if (has("PARTIAL")) return "PARTIAL";
  if (has("DEGRADED")) return "DEGRADED";
  if (has("MAINTENANCE")) return "MAINTENANCE";
  return has("UNKNOWN") ? "UNKNOWN" : "UP";
}
