import { Hono, type Context } from "hono";
import * as v from "valibot";
import { ENDPOINT_DEFAULTS, PROBE_FIELDS, type Endpoint } from "../domain/checks/endpoint";
import type { Instant } from "../domain/instant";
import { CHECK_RETENTION_MS } from "../domain/schedule";
import { STATUSES } from "../domain/status/status";
import type { ApiPorts } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import type { EndpointList, EndpointView } from "../protocol/api";
import { endpointRoom } from "../protocol/rooms";
import type { ApiEnv } from "./context";
import { createOnce } from "./create-once";
import { endpointListView } from "./endpoint-list";
import { changedFields, publishCreated, publishDeleted, publishUpdated } from "./endpoint-events";
import { endpointSchemas, endpointKindOf, crossFieldErrors } from "./endpoint-input";
import { assertNoFieldErrors, loadEndpoint, HttpError } from "./errors";
import { freshness } from "./freshness";
import {
  countQuery,
  decode,
  limitUpTo,
  oneOf,
  pageQuery,
  requestedPeriod,
  periodQuery,
  queryText,
  readJson,
} from "./input";
import { newPingToken, pingUrl } from "./ping-token";
import { withStoredSecrets } from "./stored-secrets";
import { checkView, endpointView, dryRunView } from "./views";

/** What the bars of one page cost is the same for a thousand endpoints as for one. */
const MAX_WITH_BARS = 1_000;
const listQuery = v.object({
  ...pageQuery,
  status: oneOf([...STATUSES, "MAINTENANCE", "PAUSED"]),
  tag: queryText(200),
  q: queryText(200),
  bars: v.optional(countQuery({ min: 0, max: 400 }), "0"),
});
const listWithBarsQuery = v.object({ ...listQuery.entries, limit: limitUpTo(MAX_WITH_BARS) });
const checksQuery = v.object({ ...pageQuery, ...periodQuery });

export const endpointRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const { bars: requestedBars = "0" } = c.req.query();
    const schema = requestedBars === "0" ? listQuery : listWithBarsQuery;
    const { limit, cursor, bars, ...filter } = decode(schema, c.req.query());
    const ports = c.var.ports;
    const now = ports.now();
    const live = await ports.rooms.position("all");
    const [page, fresh] = await Promise.all([
      ports.endpoints.list(filter, { limit, cursor }, now),
      freshness(ports),
    ]);
    const isEditor = mayChange(c);
    const listed = await endpointListView(ports, page.data, { bars, now, isEditor });
    const list: EndpointList = { ...page, ...listed, live, ...fresh };
    return c.json(list);
  })
  .post("/", async (c) => {
    const ports = c.var.ports;
    const body = await readJson(c);
    const given = decode(
      endpointSchemas(endpointKindOf(body), ports.validateAddress).newEndpoint,
      body,
    );
    const at = ports.now();
    const { created: record, isNew } = await createOnce(c, {
      kind: "endpoint",
      body: given,
      find: (id) => ports.endpoints.find(id, at),
      prepare: () => assertValidEndpoint(newEndpoint(given, { id: "", at }), ports),
      async insert(id) {
        const isInserted = await ports.endpoints.insert(newEndpoint(given, { id, at }));
        if (isInserted && given.kind === "heartbeat") {
          await ports.heartbeats.setToken(id, newPingToken());
        }
        return isInserted;
      },
    });
    const view = await viewOf(c, record);
    if (!isNew) return c.json(view, 201);
    await publishCreated(ports, record);
    ports.waitUntil(ports.wakeClock());
    const { id, paused } = record.endpoint;
    if (!paused) ports.waitUntil(ports.runManualCheck(id));
    return c.json(view, 201);
  })
  .post("/test", async (c) => {
    const ports = c.var.ports;
    const body = await readJson(c);
    const schema = endpointSchemas(endpointKindOf(body), ports.validateAddress).triedEndpoint;
    const { id, ...given } = decode(schema, body);
    const stored = id === undefined ? null : (await loadEndpoint(ports, id)).endpoint;
    const tried = newEndpoint(given, { id: id ?? "", at: ports.now() });
    const endpoint = stored ? withStoredSecrets(tried, stored) : tried;
    // What only asks what would be is not kept in the log; that stored secrets were sent is.
    if (stored && JSON.stringify(endpoint) !== JSON.stringify(tried))
      c.var.auth.addAuditNote({ resource: stored.name, after: given });
    if (endpoint.kind === "heartbeat") {
      throw new HttpError("invalid", "kind: a heartbeat is not asked, it reports by itself", {
        kind: "expected a kind that is asked, saw heartbeat",
      });
    }
    await assertValidEndpoint(endpoint, ports);
    const result = await ports.dryRun({ ...endpoint, number: 0 });
    if (!result) throw checkLostError();
    return c.json(dryRunView(result));
  })
  .get("/:id", async (c) =>
    c.json(await viewOf(c, await loadEndpoint(c.var.ports, c.req.param("id")))),
  )
  .patch("/:id", async (c) => {
    const ports = c.var.ports;
    const body = await readJson(c);
    const { endpoint } = await loadEndpoint(ports, c.req.param("id"));
    const { endpointChanges } = endpointSchemas(endpoint.kind, ports.validateAddress);
    const changes = decode(endpointChanges, body) as Partial<Endpoint>;
    if (changes.kind !== undefined && changes.kind !== endpoint.kind) {
      const problem = `expected the kind to stay ${endpoint.kind}, saw ${changes.kind}`;
      throw new HttpError("invalid", `kind: ${problem}`, { kind: problem });
    }
    c.var.auth.addAuditNote({
      resource: endpoint.name,
      before: Object.fromEntries(
        Object.keys(changes).map((key) => [key, endpoint[key as keyof Endpoint]]),
      ),
      after: changes,
    });
    return c.json(await viewOf(c, await changeEndpoint(ports, endpoint.id, changes)));
  })
  .post("/:id/pause", async (c) =>
    c.json(await viewOf(c, await changeEndpoint(c.var.ports, c.req.param("id"), { paused: true }))),
  )
  .post("/:id/resume", async (c) =>
    c.json(
      await viewOf(c, await changeEndpoint(c.var.ports, c.req.param("id"), { paused: false })),
    ),
  )
  .post("/:id/ping-token", async (c) => {
    const ports = c.var.ports;
    const record = await loadEndpoint(ports, c.req.param("id"));
    if (record.endpoint.kind !== "heartbeat") {
      throw new HttpError("conflict", `expected a heartbeat, saw ${record.endpoint.kind}`);
    }
    await ports.heartbeats.setToken(record.endpoint.id, newPingToken());
    return c.json(await viewOf(c, record));
  })
  .delete("/:id", async (c) => {
    const ports = c.var.ports;
    const { endpoint } = await loadEndpoint(ports, c.req.param("id"));
    await ports.endpoints.remove(endpoint, ports.now());
    ports.waitUntil(ports.scheduleDispatch());
    c.var.auth.addAuditNote({
      resource: endpoint.name,
      before: { name: endpoint.name, url: endpoint.url },
    });
    await publishDeleted(ports, endpoint);
    ports.waitUntil(ports.rooms.close(endpointRoom(endpoint.id)));
    ports.waitUntil(ports.wakeClock());
    return c.body(null, 204);
  })
  .post("/:id/check", async (c) => {
    const ports = c.var.ports;
    const { endpoint } = await loadEndpoint(ports, c.req.param("id"));
    c.var.auth.addAuditNote({ resource: endpoint.name });
    if (endpoint.paused)
      throw new HttpError("conflict", "expected a running endpoint, saw a paused one");
    const check = await ports.runManualCheck(endpoint.id);
    if (!check && endpoint.kind === "heartbeat")
      throw new HttpError("conflict", "expected a heartbeat that has reported, saw none yet");
    if (!check) throw checkLostError();
    return c.json(checkView(check));
  })
  .get("/:id/checks", async (c) => {
    const { limit, cursor, ...range } = decode(checksQuery, c.req.query());
    const ports = c.var.ports;
    const period = requestedPeriod(range, ports.now(), CHECK_RETENTION_MS);
    const { endpoint } = await loadEndpoint(ports, c.req.param("id"));
    const page = await ports.checks.list(endpoint, period, { limit, cursor });
    return c.json({ ...page, data: page.data.map(checkView) });
  });

/** Somebody else's change came first, and with both it would depend on itself. */
function dependencyCycleError(): HttpError {
  const problem = "expected no circle, saw one with what was changed at the same moment";
  return new HttpError("conflict", `dependsOn: ${problem}`, { dependsOn: problem });
}

const checkLostError = () =>
  new HttpError("unavailable", "the check was lost on our side; try again");

/** A heartbeat with the address it reports to, for those who may change it: it is a secret. */
async function viewOf(c: Context<ApiEnv>, record: EndpointRecord): Promise<EndpointView> {
  const { endpoint } = record;
  const isEditor = mayChange(c);
  if (!isEditor || endpoint.kind !== "heartbeat") return endpointView(record, { isEditor });
  const token = await c.var.ports.heartbeats.findToken(endpoint);
  return endpointView(record, { isEditor, pingUrl: token && pingUrl(c.req.url, token) });
}

const mayChange = (c: Context<ApiEnv>): boolean =>
  c.var.auth.isAllowed("write", { kind: "endpoint" });

const newEndpoint = (given: object, { id, at }: { id: string; at: Instant }) =>
  ({ ...ENDPOINT_DEFAULTS, ...given, id, createdAt: at, updatedAt: at }) as Omit<
    Endpoint,
    "number"
  >;

async function changeEndpoint(
  ports: ApiPorts,
  id: string,
  given: Partial<Endpoint>,
): Promise<EndpointRecord> {
  const record = await loadEndpoint(ports, id);
  const { endpoint } = record;
  const changed = changedFields(endpoint, withStoredSecrets(given, endpoint));
  if (Object.keys(changed).length === 0) return record;
  await assertValidEndpoint({ ...endpoint, ...changed }, ports);
  const now = ports.now();
  const isStored = await ports.endpoints.update(record, { ...changed, updatedAt: now });
  if (!isStored) throw dependencyCycleError();
  const ended = changed.paused === true ? await ports.endpoints.pause(id, now) : null;
  if (ended) ports.waitUntil(ports.scheduleDispatch());
  await publishUpdated(ports, endpoint, changed, ended);
  ports.waitUntil(ports.wakeClock());
  const isActive = changed.paused === false || (!endpoint.paused && !changed.paused);
  // A change of what is looked at is worth a look at once.
  const hasProbeChange = PROBE_FIELDS.some((field) => field in changed);
  if (isActive && (changed.paused === false || hasProbeChange)) {
    ports.waitUntil(ports.runManualCheck(id));
  }
  return loadEndpoint(ports, id);
}

async function assertValidEndpoint(
  endpoint: Omit<Endpoint, "number">,
  ports: ApiPorts,
): Promise<void> {
  assertNoFieldErrors(await crossFieldErrors(endpoint, ports));
}
