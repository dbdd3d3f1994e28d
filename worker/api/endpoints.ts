import { Hono, type Context } from "hono";
import * as v from "valibot";
import { DEFAULTS, LOOKED_AT, type Endpoint } from "../domain/endpoint";
import type { Instant } from "../domain/instant";
import { CHECKS_KEPT_MS } from "../domain/schedule";
import { STATUSES } from "../domain/status";
import type { ApiPorts } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import type { EndpointList, EndpointView } from "../protocol/api";
import { endpointRoom } from "../protocol/rooms";
import type { ApiEnv } from "./context";
import { listedEndpoints } from "./bars";
import { changedFields, publishCreated, publishDeleted, publishUpdated } from "./endpoint-events";
import { newId } from "./new-id";
import { endpointSchemas, kindOf, problemsTogether } from "./endpoint-input";
import { loadEndpoint, Refusal } from "./errors";
import { freshness } from "./freshness";
import {
  countText,
  decode,
  limitUpTo,
  oneOf,
  pageQuery,
  periodOf,
  periodQuery,
  queryText,
  readJson,
} from "./input";
import { newPingToken, pingUrl } from "./ping-token";
import { unmasked } from "./secrets";
import { checkView, endpointView, triedView } from "./views";

/** What the bars of one page cost is the same for a thousand endpoints as for one. */
const WITH_BARS = 1_000;
const listQuery = v.object({
  ...pageQuery,
  status: oneOf([...STATUSES, "MAINTENANCE", "PAUSED"]),
  tag: queryText(200),
  q: queryText(200),
  bars: v.optional(countText({ min: 0, max: 400 }), "0"),
});
const listWithBarsQuery = v.object({ ...listQuery.entries, limit: limitUpTo(WITH_BARS) });
const checksQuery = v.object({ ...pageQuery, ...periodQuery });

export const endpoints = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const { bars: asked = "0" } = c.req.query();
    const schema = asked === "0" ? listQuery : listWithBarsQuery;
    const { limit, cursor, bars, ...filter } = decode(schema, c.req.query());
    const ports = c.var.ports;
    const now = ports.now();
    const live = await ports.rooms.position("all");
    const [page, fresh] = await Promise.all([
      ports.endpoints.list(filter, { limit, cursor }, now),
      freshness(ports),
    ]);
    const listed = await listedEndpoints(ports, page.data, bars, now);
    const list: EndpointList = { ...page, ...listed, live, ...fresh };
    return c.json(list);
  })
  .post("/", async (c) => {
    const ports = c.var.ports;
    const body = await readJson(c);
    const given = decode(endpointSchemas(kindOf(body), ports.refusedAddress).newEndpoint, body);
    const endpoint = newEndpoint(given, {
      id: await newId("endpoint", c.req.header("idempotency-key")),
      at: ports.now(),
    });
    await refuseProblems(endpoint, ports);
    const isNew = await ports.endpoints.insert(endpoint);
    if (isNew && endpoint.kind === "heartbeat") {
      await ports.heartbeats.setToken(endpoint.id, newPingToken());
    }
    const record = await loadEndpoint(ports, endpoint.id);
    const view = await viewOf(c, record);
    if (!isNew) {
      refuseOtherBody(record, given);
      return c.json(view, 201);
    }
    await publishCreated(ports, record);
    ports.afterwards(ports.wakeClock());
    if (!endpoint.paused) ports.afterwards(ports.checkNow(endpoint.id));
    return c.json(view, 201);
  })
  .post("/test", async (c) => {
    const ports = c.var.ports;
    const body = await readJson(c);
    const schema = endpointSchemas(kindOf(body), ports.refusedAddress).triedEndpoint;
    const { id, ...given } = decode(schema, body);
    const stored = id === undefined ? null : (await loadEndpoint(ports, id)).endpoint;
    const secrets = stored ? unmasked(given as Partial<Endpoint>, stored) : given;
    const endpoint = newEndpoint(secrets, { id: id ?? "", at: ports.now() });
    if (endpoint.kind === "heartbeat") {
      throw new Refusal("invalid", "kind: a heartbeat is not asked, it reports by itself", {
        kind: "expected a kind that is asked, saw heartbeat",
      });
    }
    await refuseProblems(endpoint, ports);
    const tried = await ports.tryCheck({ ...endpoint, number: 0 });
    if (!tried) throw lost();
    return c.json(triedView(tried));
  })
  .get("/:id", async (c) =>
    c.json(await viewOf(c, await loadEndpoint(c.var.ports, c.req.param("id")))),
  )
  .patch("/:id", async (c) => {
    const ports = c.var.ports;
    const body = await readJson(c);
    const { endpoint } = await loadEndpoint(ports, c.req.param("id"));
    const { endpointChanges } = endpointSchemas(endpoint.kind, ports.refusedAddress);
    const changes = decode(endpointChanges, body) as Partial<Endpoint>;
    if (changes.kind !== undefined && changes.kind !== endpoint.kind) {
      const problem = `expected the kind to stay ${endpoint.kind}, saw ${changes.kind}`;
      throw new Refusal("invalid", `kind: ${problem}`, { kind: problem });
    }
    c.var.asking.note({
      thing: endpoint.name,
      before: Object.fromEntries(
        Object.keys(changes).map((key) => [key, endpoint[key as keyof Endpoint]]),
      ),
      after: changes,
    });
    return c.json(await viewOf(c, await change(ports, endpoint.id, changes)));
  })
  .post("/:id/pause", async (c) =>
    c.json(await viewOf(c, await change(c.var.ports, c.req.param("id"), { paused: true }))),
  )
  .post("/:id/resume", async (c) =>
    c.json(await viewOf(c, await change(c.var.ports, c.req.param("id"), { paused: false }))),
  )
  .post("/:id/ping-token", async (c) => {
    const ports = c.var.ports;
    const record = await loadEndpoint(ports, c.req.param("id"));
    if (record.endpoint.kind !== "heartbeat") {
      throw new Refusal("conflict", `expected a heartbeat, saw ${record.endpoint.kind}`);
    }
    await ports.heartbeats.setToken(record.endpoint.id, newPingToken());
    return c.json(await viewOf(c, record));
  })
  .delete("/:id", async (c) => {
    const ports = c.var.ports;
    const { endpoint } = await loadEndpoint(ports, c.req.param("id"));
    await ports.endpoints.remove(endpoint, ports.now());
    ports.afterwards(ports.wakeNotifier());
    c.var.asking.note({ thing: endpoint.name, before: { name: endpoint.name, url: endpoint.url } });
    await publishDeleted(ports, endpoint);
    ports.afterwards(ports.rooms.close(endpointRoom(endpoint.id)));
    ports.afterwards(ports.wakeClock());
    return c.body(null, 204);
  })
  .post("/:id/check", async (c) => {
    const ports = c.var.ports;
    const { endpoint } = await loadEndpoint(ports, c.req.param("id"));
    c.var.asking.note({ thing: endpoint.name });
    if (endpoint.paused)
      throw new Refusal("conflict", "expected a running endpoint, saw a paused one");
    const check = await ports.checkNow(endpoint.id);
    if (!check && endpoint.kind === "heartbeat")
      throw new Refusal("conflict", "expected a heartbeat that has reported, saw none yet");
    if (!check) throw lost();
    return c.json(checkView(check));
  })
  .get("/:id/checks", async (c) => {
    const { limit, cursor, ...asked } = decode(checksQuery, c.req.query());
    const ports = c.var.ports;
    const period = periodOf(asked, ports.now(), CHECKS_KEPT_MS);
    const { endpoint } = await loadEndpoint(ports, c.req.param("id"));
    const page = await ports.checks.list(endpoint, period, { limit, cursor });
    return c.json({ ...page, data: page.data.map(checkView) });
  });

/** Somebody else's change came first, and with both it would depend on itself. */
function circle(): Refusal {
  const problem = "expected no circle, saw one with what was changed at the same moment";
  return new Refusal("conflict", `dependsOn: ${problem}`, { dependsOn: problem });
}

const lost = () => new Refusal("unavailable", "the check was lost on our side; try again");

/** A heartbeat with the address it reports to, for those who may change it: it is a secret. */
async function viewOf(c: Context<ApiEnv>, record: EndpointRecord): Promise<EndpointView> {
  const { endpoint } = record;
  const isShown = endpoint.kind === "heartbeat" && c.var.asking.may("write", { kind: "endpoint" });
  if (!isShown) return endpointView(record);
  const token = await c.var.ports.heartbeats.token(endpoint);
  return endpointView(record, token && pingUrl(c.req.url, token));
}

const newEndpoint = (given: object, { id, at }: { id: string; at: Instant }) =>
  ({ ...DEFAULTS, ...given, id, createdAt: at, updatedAt: at }) as Omit<Endpoint, "number">;

async function change(
  ports: ApiPorts,
  id: string,
  given: Partial<Endpoint>,
): Promise<EndpointRecord> {
  const record = await loadEndpoint(ports, id);
  const { endpoint } = record;
  const changed = changedFields(endpoint, unmasked(given, endpoint));
  if (Object.keys(changed).length === 0) return record;
  await refuseProblems({ ...endpoint, ...changed }, ports);
  const now = ports.now();
  const isStored = await ports.endpoints.update(record, { ...changed, updatedAt: now });
  if (!isStored) throw circle();
  const ended = changed.paused === true ? await ports.endpoints.pause(id, now) : null;
  if (ended) ports.afterwards(ports.wakeNotifier());
  await publishUpdated(ports, endpoint, changed, ended);
  ports.afterwards(ports.wakeClock());
  const isWatched = changed.paused === false || (!endpoint.paused && !changed.paused);
  // A change of what is looked at is worth a look at once.
  const looksElsewhere = LOOKED_AT.some((field) => field in changed);
  if (isWatched && (changed.paused === false || looksElsewhere)) {
    ports.afterwards(ports.checkNow(id));
  }
  return loadEndpoint(ports, id);
}

/** The same key with another body is another request, which the first one must not hide. */
function refuseOtherBody(record: EndpointRecord, given: object): void {
  if (Object.keys(changedFields(record.endpoint, given)).length === 0) return;
  throw new Refusal("conflict", "expected the same body as before with this Idempotency-Key");
}

async function refuseProblems(endpoint: Omit<Endpoint, "number">, ports: ApiPorts): Promise<void> {
  const problems = await problemsTogether(endpoint, ports);
  const [first] = Object.entries(problems);
  if (first) throw new Refusal("invalid", first.join(": "), problems);
}
