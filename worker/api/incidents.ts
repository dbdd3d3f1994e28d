import { Hono } from "hono";
import * as v from "valibot";
import type { TimelineEntry, IncidentRecord } from "../domain/incidents/actions";
import { toIso } from "../domain/instant";
import type { ApiPorts } from "../ports";
import type { IncidentActivity } from "../ports/incidents";
import { incidentView } from "../protocol/incident-view";
import type {
  IncidentDetail,
  IncidentList,
  IncidentUpdateView,
  TimelineEntryView,
} from "../protocol/incidents";
import type { ApiEnv } from "./context";
import { notFound } from "./errors";
import { freshness } from "./freshness";
import { decode, oneOf, pageQuery, queryText } from "./input";
import { setEtag } from "./versions";

const listQuery = v.object({
  ...pageQuery,
  status: oneOf(["open", "resolved"]),
  endpointId: queryText(64),
  merged: oneOf(["true", "false"]),
});

export const incidentRoutes = new Hono<ApiEnv>()
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
  .get("/:id", async (c) => {
    const detail = await incidentDetail(c.var.ports, c.req.param("id"));
    setEtag(c, detail.version);
    return c.json(detail);
  })
  .get("/:id/timeline", async (c) => {
    const { incidents: ports } = c.var.ports;
    const { parentId } = await loadIncident(c.var.ports, c.req.param("id"));
    const incident = await loadIncident(c.var.ports, parentId);
    const [entries, facts] = await Promise.all([ports.entries(parentId), ports.activity(incident)]);
    // Who may not know of channels is not told who was told.
    const maySeeChannels = c.var.auth.isAllowed("read", { kind: "channel" });
    const shown = facts.filter(({ kind }) => kind !== "notification" || maySeeChannels);
    return c.json({ data: timelineOf(incident, entries, shown) });
  });

export async function loadIncident(ports: ApiPorts, id: string): Promise<IncidentRecord> {
  const incident = await ports.incidents.find(id);
  if (!incident) throw notFound("incident", id);
  return incident;
}

/** With its updates, which are those of the incident that it is part of. */
export async function incidentDetail(ports: ApiPorts, id: string): Promise<IncidentDetail> {
  const incident = await loadIncident(ports, id);
  const [entries, merged] = await Promise.all([
    ports.incidents.entries(incident.parentId),
    incident.parentId === incident.id ? ports.incidents.merged(id) : [],
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

function updateView({ id, at, by, status, body, revisions }: TimelineEntry): IncidentUpdateView {
  return {
    id,
    at: toIso(at),
    by,
    status: status ?? "investigating",
    body: body ?? "",
    revisions: revisions.map((before) => ({ ...before, at: toIso(before.at) })),
  };
}

/** Checks come before what they changed, and that before what people made of it. */
const ORDER: TimelineEntryView["kind"][] = ["check", "transition", "closed"];
const rank = ({ kind }: TimelineEntryView) =>
  ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length;

function timelineOf(
  { closedAt, openedBy }: IncidentRecord,
  entries: readonly TimelineEntry[],
  facts: readonly IncidentActivity[],
): TimelineEntryView[] {
  const isOverByItself = closedAt !== null && openedBy === null;
  const all = [
    ...facts.map(factView),
    ...entries.map(entryView),
    ...(isOverByItself ? [{ kind: "closed" as const, at: toIso(closedAt) }] : []),
  ];
  return all.sort((a, b) => (a.at === b.at ? rank(a) - rank(b) : a.at < b.at ? -1 : 1));
}

function factView(fact: IncidentActivity): TimelineEntryView {
  return fact.kind === "transition"
    ? { ...fact, at: toIso(fact.at), since: toIso(fact.since) }
    : { ...fact, at: toIso(fact.at) };
}

function entryView(entry: TimelineEntry): TimelineEntryView {
  const { kind, by, detail } = entry;
  const at = toIso(entry.at);
  return kind === "update" ? { kind, at, by, update: updateView(entry) } : { kind, at, by, detail };
}
