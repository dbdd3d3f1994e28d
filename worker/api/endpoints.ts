import { Hono } from "hono";
import * as v from "valibot";
import { DEFAULTS, type Endpoint } from "../domain/endpoint";
import { CHECKS_KEPT_MS } from "../domain/schedule";
import { STATUSES } from "../domain/status";
import type { ApiPorts, EndpointRecord } from "../ports";
import type { EndpointList } from "../protocol/api";
import { endpointRoom } from "../protocol/rooms";
import type { ApiEnv } from "./app";
import { changedFields, publishCreated, publishDeleted, publishUpdated } from "./endpoint-events";
import { newEndpointId } from "./endpoint-id";
import { endpointSchemas, problemsTogether, unmasked } from "./endpoint-input";
import { notFound, Refusal } from "./errors";
import { freshness } from "./freshness";
import { decode, instant, oneOf, pageQuery, queryText, readJson } from "./input";
import { checkView, endpointView } from "./views";

const listQuery = v.object({
  ...pageQuery,
  status: oneOf([...STATUSES, "PAUSED"]),
  tag: queryText(200),
  q: queryText(200),
});
const checksQuery = v.object({
  ...pageQuery,
  from: v.optional(instant),
  to: v.optional(instant),
});

/** Changes of these are worth a look at once. */
const LOOKED_AT: ReadonlySet<string> = new Set<keyof Endpoint>([
  "url",
  "method",
  "headers",
  "body",
  "expectedStatus",
  "timeoutMs",
  "degradedAfterMs",
]);

export const endpoints = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const { limit, cursor, ...filter } = decode(listQuery, c.req.query());
    const ports = c.var.ports;
    const now = ports.now();
    const live = await ports.rooms.position("all");
    const [page, fresh] = await Promise.all([
      ports.endpoints.list(filter, { limit, cursor }, now),
      freshness(ports),
    ]);
    const list: EndpointList = { ...page, data: page.data.map(endpointView), live, ...fresh };
    return c.json(list);
  })
  .post("/", async (c) => {
    const ports = c.var.ports;
    const now = ports.now();
    const { newEndpoint } = endpointSchemas(ports.refusedAddress);
    const given = decode(newEndpoint, await readJson(c));
    const endpoint = {
      ...DEFAULTS,
      ...given,
      id: await newEndpointId(c.req.header("idempotency-key")),
      createdAt: now,
      updatedAt: now,
    } as Omit<Endpoint, "number">;
    refuseProblems(endpoint);
    const isNew = await ports.endpoints.insert(endpoint);
    const record = await load(ports, endpoint.id);
    if (!isNew) return c.json(endpointView(refuseOtherBody(record, given)), 201);
    await publishCreated(ports, record);
    ports.afterwards(ports.wakeClock());
    if (!endpoint.paused) ports.afterwards(ports.checkNow(endpoint.id));
    return c.json(endpointView(record), 201);
  })
  .get("/:id", async (c) => c.json(endpointView(await load(c.var.ports, c.req.param("id")))))
  .patch("/:id", async (c) => {
    const { endpointChanges } = endpointSchemas(c.var.ports.refusedAddress);
    const changes = decode(endpointChanges, await readJson(c)) as Partial<Endpoint>;
    return c.json(endpointView(await change(c.var.ports, c.req.param("id"), changes)));
  })
  .post("/:id/pause", async (c) =>
    c.json(endpointView(await change(c.var.ports, c.req.param("id"), { paused: true }))),
  )
  .post("/:id/resume", async (c) =>
    c.json(endpointView(await change(c.var.ports, c.req.param("id"), { paused: false }))),
  )
  .delete("/:id", async (c) => {
    const ports = c.var.ports;
    const { endpoint } = await load(ports, c.req.param("id"));
    await ports.endpoints.remove(endpoint);
    await publishDeleted(ports, endpoint);
    ports.afterwards(ports.rooms.close(endpointRoom(endpoint.id)));
    ports.afterwards(ports.wakeClock());
    return c.body(null, 204);
  })
  .post("/:id/check", async (c) => {
    const ports = c.var.ports;
    const { endpoint } = await load(ports, c.req.param("id"));
    if (endpoint.paused)
      throw new Refusal("conflict", "expected a running endpoint, saw a paused one");
    const check = await ports.checkNow(endpoint.id);
    if (!check) throw new Refusal("unavailable", "the check was lost on our side; try again");
    return c.json(checkView(check));
  })
  .get("/:id/checks", async (c) => {
    const { limit, cursor, from, to } = decode(checksQuery, c.req.query());
    const ports = c.var.ports;
    const now = ports.now();
    const period = { from: from ?? now - CHECKS_KEPT_MS, to: to ?? now };
    if (period.from > period.to) {
      throw new Refusal("invalid", "expected a period that ends after it begins", {
        to: "expected an instant after `from`",
      });
    }
    const { endpoint } = await load(ports, c.req.param("id"));
    const page = await ports.checks.list(endpoint, period, { limit, cursor });
    return c.json({ ...page, data: page.data.map(checkView) });
  });

async function load(ports: ApiPorts, id: string): Promise<EndpointRecord> {
  const record = await ports.endpoints.find(id, ports.now());
  if (!record) throw notFound("endpoint", id);
  return record;
}

async function change(
  ports: ApiPorts,
  id: string,
  given: Partial<Endpoint>,
): Promise<EndpointRecord> {
  const record = await load(ports, id);
  const { endpoint } = record;
  const headers = given.headers && unmasked(given.headers, endpoint.headers);
  const changed = changedFields(endpoint, headers ? { ...given, headers } : given);
  if (Object.keys(changed).length === 0) return load(ports, id);
  refuseProblems({ ...endpoint, ...changed });
  const now = ports.now();
  await ports.endpoints.update(record, { ...changed, updatedAt: now });
  const ended = changed.paused === true ? await ports.endpoints.pause(id, now) : null;
  await publishUpdated(ports, endpoint, changed, ended);
  ports.afterwards(ports.wakeClock());
  const isWatched = changed.paused === false || (!endpoint.paused && !changed.paused);
  const looksElsewhere = Object.keys(changed).some((field) => LOOKED_AT.has(field));
  if (isWatched && (changed.paused === false || looksElsewhere)) {
    ports.afterwards(ports.checkNow(id));
  }
  return load(ports, id);
}

/** The same key with another body is another request, which the first one must not hide. */
function refuseOtherBody(record: EndpointRecord, given: object): EndpointRecord {
  if (Object.keys(changedFields(record.endpoint, given)).length === 0) return record;
  throw new Refusal("conflict", "expected the same body as before with this Idempotency-Key");
}

function refuseProblems(endpoint: Omit<Endpoint, "number">): void {
  const problems = problemsTogether(endpoint);
  const [first] = Object.entries(problems);
  if (first) throw new Refusal("invalid", first.join(": "), problems);
}
