import type { Instant } from "../instant";
import type { ComponentStatus } from "./page";

/** One thing that a page says to everybody, as whoever subscribed to it is told. */
export type PageUpdate = IncidentPageUpdate | ComponentPageUpdate | MaintenancePageUpdate;

type PageUpdateBase = {
  /** Stable: the same thing has the same one whenever it is told. */
  id: string;
  at: Instant;
  componentIds: string[];
  /** The components it is about, as they are called on the page. */
  names: string[];
};

/** One update of an incident. */
export type IncidentPageUpdate = PageUpdateBase & {
  kind: "incident";
  incidentId: string;
  /** What a person called the incident; null of one that was only noticed. */
  title: string | null;
  /** Of what was noticed: whether only a part of it is down. */
  isPart: boolean;
  status: string;
  /** What a person wrote; null of what was only noticed. */
  body: string | null;
};

/** What became of a component where no incident and no announced work says it. */
export type ComponentPageUpdate = PageUpdateBase & { kind: "component"; status: ComponentStatus };

/** What became of a window of announced work. */
export type MaintenancePageUpdate = PageUpdateBase & {
  kind: "maintenance";
  maintenanceId: string;
  act: "announced" | "changed" | "started" | "ended" | "cancelled";
  title: string;
  startsAt: Instant;
  endsAt: Instant;
};

/** What those who subscribed were told and is not over yet: they are told of its end as well. */
export type OpenItems = { components: OpenComponent[]; windows: OpenMaintenance[] };
export type OpenComponent = { componentId: string; status: ComponentStatus };
export type OpenMaintenance = {
  id: string;
  title: string;
  startsAt: string;
  endsAt: string;
  componentIds: string[];
  hasStarted: boolean;
};

export const NO_OPEN_ITEMS: OpenItems = { components: [], windows: [] };
