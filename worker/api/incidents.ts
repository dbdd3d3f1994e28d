import { Hono } from "hono";
import * as v from "valibot";
import type { IncidentEntry, IncidentRecord } from "../domain/incident-work";
import { toIso } from "../domain/instant";
import type { ApiPorts } from "../ports";
import type { IncidentFact } from "../ports/incidents";
import { incidentView } from "../protocol/incident-view";
import type {
  IncidentDetail,
  IncidentList,
  IncidentUpdateView,
  TimelineEntry,
} from "../protocol/incidents";
import type { ApiEnv } from "./context";
import { notFound } from "./errors";
import { freshness } from "./freshness";
import { decode, oneOf, pageQuery, queryText } from "./input";

const listQuery = v.object({
  ...pageQuery,
  status: oneOf(["open", "resolved"]),
  endpointId: queryText(64),
  merged: oneOf(["true", "false"]),
});

export const incidents = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const { limit, cursor, ...filter } = decode(listQuery, c.req.query());
    const ports = c.var.ports;
    const live = await ports.rooms.position("all");
    const [page, fresh] = await Promise.all([
      ports.incidents.list(filter, { limit, cursor }),
      freshness(ports),
    ]);
    const list: IncidentList = { ...page, data: page.data.map(incidentView), live, ...fresh };
    return c.json(list);
  })
  .get("/:id", async (c) => c.json(await detailOf(c.var.ports, c.req.param("id"))))
  .get("/:id/timeline", async (c) => {
    const { incidents: ports } = c.var.ports;
    const { lead } = await loadIncident(c.var.ports, c.req.param("id"));
    const incident = await loadIncident(c.var.ports, lead);
    const [entries, facts] = await Promise.all([ports.entries(lead), ports.facts(incident)]);
    // Who may not know of channels is not told who was told.
    const maySeeChannels = c.var.asking.may("read", { kind: "channel" });
    const shown = facts.filter(({ kind }) => kind !== "notification" || maySeeChannels);
    return c.json({ data: timelineOf(incident, entries, shown) });
  });

export async function loadIncident(ports: ApiPorts, id: string): Promise<IncidentRecord> {
  const incident = await ports.incidents.find(id);
  if (!incident) throw notFound("incident", id);
  return incident;
}

/** With its updates, which are those of the incident that it is part of. */
export async function detailOf(ports: ApiPorts, id: string): Promise<IncidentDetail> {
  const incident = await loadIncident(ports, id);
  const [entries, merged] = await Promise.all([
    ports.incidents.entries(incident.lead),
    incident.lead === incident.id ? ports.incidents.merged(id) : [],
  ]);
  return {
    ...incidentView(incident),
    updates: entries
      .filter(({ kind }) => kind === "update")
      .map(updateView)
      .toReversed(),
    merged: merged.map(incidentView),
  };
}

function updateView({ id, at, by, status, body, earlier }: IncidentEntry): IncidentUpdateView {
  return {
    id,
    at: toIso(at),
    by,
    status: status ?? "investigating",
    body: body ?? "",
    earlier: earlier.map((before) => ({ ...before, at: toIso(before.at) })),
  };
}

/** Checks come before what they changed, and that before what people made of it. */
const ORDER: TimelineEntry["kind"][] = ["check", "transition", "closed"];
const rank = ({ kind }: TimelineEntry) =>
  ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length;

function timelineOf(
  { closedAt, openedBy }: IncidentRecord,
  entries: readonly IncidentEntry[],
  facts: readonly IncidentFact[],
): TimelineEntry[] {
  const isOverByItself = closedAt !== null && openedBy === null;
  const all = [
    ...facts.map(factView),
    ...entries.map(entryView),
    ...(isOverByItself ? [{ kind: "closed" as const, at: toIso(closedAt) }] : []),
  ];
  return all.sort((a, b) => (a.at === b.at ? rank(a) - rank(b) : a.at < b.at ? -1 : 1));
}

function factView(fact: IncidentFact): TimelineEntry {
  return fact.kind === "transition"
    ? { ...fact, at: toIso(fact.at), since: toIso(fact.since) }
    : { ...fact, at: toIso(fact.at) };
}

function entryView(entry: IncidentEntry): TimelineEntry {
  const { kind, by, detail } = entry;
  const at = toIso(entry.at);
  return kind === "update" ? { kind, at, by, update: updateView(entry) } : { kind, at, by, detail };
}
