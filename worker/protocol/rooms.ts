/** In which those who look at an incident see each other; what happens to it is told in `all`. */
export type IncidentRoom = `incident:${string}`;
/** Those who listen to the same events: the team, to all or to one endpoint. */
export type TeamRoom = "all" | `endpoint:${string}` | IncidentRoom;
/** Strangers, to what a public page shows. */
export type PageRoom = `page:${string}`;
export type RoomName = TeamRoom | PageRoom;

const ENDPOINT_ROOM = /^endpoint:[\w-]{1,64}$/;
const INCIDENT_ROOM = /^incident:[\w-]{1,80}$/;
const PAGE_ROOM = /^page:[a-z0-9][a-z0-9-]{0,62}$/;

export const endpointRoom = (endpointId: string): TeamRoom => `endpoint:${endpointId}`;

export const incidentRoom = (incidentId: string): IncidentRoom => `incident:${incidentId}`;

/** The endpoint behind a room's name; null for the room `all`. */
export const endpointOfRoom = (room: Exclude<TeamRoom, IncidentRoom>): string | null =>
  room === "all" ? null : room.slice("endpoint:".length);

export const incidentOfRoom = (room: IncidentRoom): string => room.slice("incident:".length);

export const slugOfRoom = (room: PageRoom): string => room.slice("page:".length);

export const isTeamRoom = (text: string): text is TeamRoom =>
  text === "all" || ENDPOINT_ROOM.test(text) || isIncidentRoom(text);

export const isIncidentRoom = (text: string): text is IncidentRoom => INCIDENT_ROOM.test(text);

export const isPageRoom = (text: string): text is PageRoom => PAGE_ROOM.test(text);
