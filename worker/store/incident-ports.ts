import type { IncidentPorts } from "../ports/incidents";
import type { Database } from "./database";
import { incidentFacts } from "./incident-timeline";
import {
  changeIncident,
  editUpdate,
  findEntry,
  listEntries,
  mergeIncidents,
  openIncident,
  separateIncident,
} from "./incident-work";
import { countIncidents, findIncident, findMerged, listIncidents } from "./incidents";

/** All that people can do with incidents, on one database. */
export const incidentPorts = (db: Database): IncidentPorts => ({
  list: (filter, page) => listIncidents(db, filter, page),
  find: (id) => findIncident(db, id),
  merged: (lead) => findMerged(db, lead),
  count: (since) => countIncidents(db, since),
  entries: (id) => listEntries(db, id),
  facts: (incident) => incidentFacts(db, incident),
  findEntry: (id) => findEntry(db, id),
  open: (incident, entries) => openIncident(db, incident, entries),
  change: (seen, changes, entry) => changeIncident(db, seen, changes, entry),
  edit: (seen, update) => editUpdate(db, seen, update),
  merge: (parts, entry) => mergeIncidents(db, parts, entry),
  separate: (id, lead, entry) => separateIncident(db, { id, lead, at: entry.at }, entry),
});
