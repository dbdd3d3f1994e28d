import { Hono } from "hono";
import * as v from "valibot";
import type { IncidentList } from "../protocol/api";
import type { ApiEnv } from "./app";
import { notFound } from "./errors";
import { freshness } from "./freshness";
import { decode, oneOf, pageQuery, queryText } from "./input";
import { incidentView } from "./views";

const listQuery = v.object({
  ...pageQuery,
  status: oneOf(["open", "resolved"]),
  endpointId: queryText(64),
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
  .get("/:id", async (c) => {
    const id = c.req.param("id");
    const incident = await c.var.ports.incidents.find(id);
    if (!incident) throw notFound("incident", id);
    return c.json(incidentView(incident));
  });
