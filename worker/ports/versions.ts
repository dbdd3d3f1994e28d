import type { Instant } from "../domain/instant";

/** What two people may edit at once. Incidents have versions of their own: see `IncidentVersion`. */
export type VersionedKind =
  "endpoint" | "channel" | "rule" | "page" | "maintenance" | "settings" | "user";

/** Which version something has, and who made it, when; nobody is Pharos itself. */
export type Version = { version: number; by: string | null; at: Instant };

/** Who saves over which version, and when. */
export type Edit = Version & { by: string };

export type VersionPorts = {
  /** Null where there is no such object. To be asked before the object is read. */
  find(kind: VersionedKind, id: string): Promise<Version | null>;
};
