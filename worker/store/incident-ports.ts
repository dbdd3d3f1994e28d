import type { IncidentPorts } from "../ports/incidents";
import type { Database } from "./database";
import { loadIncidentActivity } from "./incident-timeline";
import {
  changeIncident,
  editUpdate,
  mergeIncidents,
  openIncident,
  unmergeIncident,
} from "./incident-actions";
import { countEntries, findEntry, lastEntry, listEntries } from "./timeline-entries";
import { countIncidents, findIncident, findMerged, listIncidents } from "./incidents";

/** All that people can do with incidents, on one database. */
export const incidentPorts = (db: Database): IncidentPorts => ({
  list: (filter, page) => listIncidents(db, filter, page),
  find: (id) => findIncident(db, id),
  merged: (parent) => findMerged(db, parent),
  count: (since) => countIncidents(db, since),
  entries: (id) => listEntries(db, id),
  activity: (incident) => loadIncidentActivity(db, incident),
  findEntry: (id) => findEntry(db, id),
  lastEntry: (id) => lastEntry(db, id),
  countEntries: (id) => countEntries(db, id),
  open: (incident, entries) => openIncident(db, incident, entries),
  change: (version, changes, entry) => changeIncident(db, version, changes, entry),
  edit: (version, update) => editUpdate(db, version, update),
  merge: (members, entry) => mergeIncidents(db, members, entry),
  unmerge: (id, parent, entry) => unmergeIncident(db, { id, parent, at: entry.at }, entry),
});
