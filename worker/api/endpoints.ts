import { Hono } from "hono";
import * as v from "valibot";
import { ENDPOINT_DEFAULTS, type Endpoint } from "../domain/checks/endpoint";
import type { Instant } from "../domain/instant";
import { CHECK_RETENTION_MS } from "../domain/schedule";
import { STATUSES } from "../domain/status/status";
import type { EndpointList } from "../protocol/api";
import { endpointRoom } from "../protocol/rooms";
import type { ApiEnv } from "./context";
import { createOnce } from "./create-once";
import { endpointListView } from "./endpoint-list";
import { publishCreated, publishDeleted } from "./endpoint-events";
import {
  assertValidEndpoint,
  changeEndpoint,
  endpointEdit,
  mayChange,
  viewOf,
} from "./endpoint-changes";
import { endpointSchemas, endpointKindOf } from "./endpoint-input";
import { loadEndpoint, HttpError } from "./errors";
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
import { newPingToken } from "./ping-token";
import { withStoredSecrets } from "./stored-secrets";
import { saveEdit, sendEtag } from "./versions";
import { checkView, dryRunView } from "./views";

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
      find: (id) => sendEtag(c, "endpoint", id).then(() => ports.endpoints.find(id, at)),
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
  .get("/:id", async (c) => {
    const id = c.req.param("id");
    await sendEtag(c, "endpoint", id);
    return c.json(await viewOf(c, await loadEndpoint(c.var.ports, id)));
  })
  .patch("/:id", async (c) => {
    const ports = c.var.ports;
    const body = await readJson(c);
    const { endpoint } = await loadEndpoint(ports, c.req.param("id"));
    const { endpointChanges } = endpointSchemas(endpoint.kind, ports.validateAddress);
    const given = decode(endpointChanges, body) as Partial<Endpoint>;
    if (given.kind !== undefined && given.kind !== endpoint.kind) {
      const problem = `expected the kind to stay ${endpoint.kind}, saw ${given.kind}`;
      throw new HttpError("invalid", `kind: ${problem}`, { kind: problem });
    }
    const { before, after } = await changeEndpoint(c, given);
    c.var.auth.addAuditNote({
      resource: before.name,
      before: Object.fromEntries(
        Object.keys(given).map((key) => [key, before[key as keyof Endpoint]]),
      ),
      after: given,
    });
    return c.json(await viewOf(c, after));
  })
  .post("/:id/pause", async (c) =>
    c.json(await viewOf(c, (await changeEndpoint(c, { paused: true })).after)),
  )
  .post("/:id/resume", async (c) =>
    c.json(await viewOf(c, (await changeEndpoint(c, { paused: false })).after)),
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
    const { endpoint } = await saveEdit(c, {
      ...endpointEdit(c),
      write: async (saved, edit) =>
        (await ports.endpoints.remove(saved.endpoint, edit)) ? { saved } : null,
    });
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

const checkLostError = () =>
  new HttpError("unavailable", "the check was lost on our side; try again");

const newEndpoint = (given: object, { id, at }: { id: string; at: Instant }) =>
  ({ ...ENDPOINT_DEFAULTS, ...given, id, createdAt: at, updatedAt: at }) as Omit<
    Endpoint,
    "number"
  >;
