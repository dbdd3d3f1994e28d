/** A moment: milliseconds since 1970 in UTC. Written as ISO 8601 only at the edges. */
export type Instant = number;

export type Iso = string;

export const toIso = (at: Instant): Iso => new Date(at).toISOString();
