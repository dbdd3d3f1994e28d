import * as v from "valibot";
import { COMPONENT_STATUSES, type Visibility } from "../domain/pages/page";
import type { SubscriptionKind } from "../domain/pages/subscription";
import type { BarsView } from "./history";
import type { Freshness, Position } from "./position";

/**
 * What strangers may know of a page, and nothing else: these shapes are the allow-list, on the wire as
 * over HTTP. Everything public is made from them: HTML, Statuspage, feeds, badges, the widget.
 */
export const componentStatusSchema = v.picklist(COMPONENT_STATUSES);
const iso = v.pipe(v.string(), v.isoTimestamp());

const INCIDENT_STATES = [
  "investigating",
  "identified",
  "monitoring",
  "resolved",
  "postmortem",
] as const;
const IMPACTS = ["none", "minor", "major", "critical"] as const;

const incidentUpdateSchema = v.object({
  id: v.string(),
  status: v.picklist(INCIDENT_STATES),
  at: iso,
  /** What a person wrote, in markdown; null of what was only noticed. */
  body: v.nullable(v.string()),
  /** The same as inert HTML. */
  html: v.nullable(v.string()),
});
export type PublicUpdate = v.InferOutput<typeof incidentUpdateSchema>;

export const publicIncidentSchema = v.object({
  id: v.string(),
  /** Null of one that was only noticed: it is named after its components. */
  title: v.nullable(v.string()),
  status: v.picklist(INCIDENT_STATES),
  impact: v.picklist(IMPACTS),
  startedAt: iso,
  resolvedAt: v.nullable(iso),
  updatedAt: iso,
  componentIds: v.array(v.string()),
  /** Newest first. */
  updates: v.array(incidentUpdateSchema),
});
export type PublicIncident = v.InferOutput<typeof publicIncidentSchema>;

/** One window of announced work. */
export type PublicMaintenance = {
  id: string;
  title: string;
  /** Since when the page tells of it as it is. */
  announcedAt: string;
  startsAt: string;
  endsAt: string;
  componentIds: string[];
};

export type PublicStatus = v.InferOutput<typeof componentStatusSchema>;

export type PublicComponent = {
  id: string;
  name: string;
  description: string | null;
  status: PublicStatus;
  since: string;
  /** 0..1 of covered time; null where nothing was covered. */
  uptime: Record<"24h" | "7d" | "30d" | "90d", number | null>;
  /** Milliseconds, of the last checks; null where it is not shown or not known. */
  latency: number | null;
  /** Null of a manual one: nobody looks at it. */
  bars: BarsView | null;
  createdAt: string;
};

/** Without a name its components stand by themselves. */
export type PublicGroup = { name: string; components: PublicComponent[] };

export type PublicPage = {
  id: string;
  slug: string;
  title: string;
  description: string | null;
  visibility: Visibility;
  allowIndexing: boolean;
  theme: { accent: string | null; logo: string | null };
  status: PublicStatus;
  /** Since when nobody has looked any more; null while somebody does. */
  stalledSince: string | null;
  groups: PublicGroup[];
  /** Open ones, and those of the last 15 days: newest first. */
  incidents: PublicIncident[];
  /** Under way, to come within 30 days, and over within 15: by their start. */
  maintenances: PublicMaintenance[];
  /** The days of all bars, in `timeZone`. */
  barDays: string[];
  timeZone: string;
  /** How visitors may ask to be told; none where they may not. */
  subscribeBy: SubscriptionKind[];
  createdAt: string;
  /** When something of it last changed that is not a figure. */
  updatedAt: string;
  live: Position;
} & Freshness;

/** A month of a page's history. */
export type PublicMonth = {
  /** Such as `2026-11`, and those before and after it of which there is anything to tell. */
  month: string;
  previous: string | null;
  next: string | null;
  /** Its days, in the page's time zone. */
  days: string[];
  components: { id: string; name: string; bars: BarsView | null }[];
  /** Those that began in it, newest first. */
  incidents: PublicIncident[];
};
