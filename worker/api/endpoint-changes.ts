import type { Context } from "hono";
import { PROBE_FIELDS, type Endpoint } from "../domain/checks/endpoint";
import type { ApiPorts } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import type { EndpointView } from "../protocol/api";
import type { ApiEnv } from "./context";
import { changedFields, publishUpdated } from "./endpoint-events";
import { crossFieldErrors } from "./endpoint-input";
import { assertNoFieldErrors, loadEndpoint, HttpError } from "./errors";
import { pingUrl } from "./ping-token";
import { withStoredSecrets } from "./stored-secrets";
import { saveEdit } from "./versions";
import { endpointView } from "./views";

type EndpointContext = Context<ApiEnv, "/:id">;

export const endpointEdit = (c: EndpointContext) => ({
  kind: "endpoint" as const,
  id: c.req.param("id"),
  load: () => loadEndpoint(c.var.ports, c.req.param("id")),
  view: (record: EndpointRecord) => viewOf(c, record),
});

/** Changes one, tells those who listen, and looks at it where that is worth it. */
export async function changeEndpoint(
  c: EndpointContext,
  given: Partial<Endpoint>,
): Promise<{ before: Endpoint; after: EndpointRecord }> {
  const [ports, id] = [c.var.ports, c.req.param("id")];
  const { record, changed } = await saveEdit(c, {
    ...endpointEdit(c),
    write: async (before, edit) => {
      const { endpoint } = before;
      const saved = {
        record: before,
        changed: changedFields(endpoint, withStoredSecrets(given, endpoint)),
      };
      if (Object.keys(saved.changed).length === 0) return { saved, isUnchanged: true };
      await assertValidEndpoint({ ...endpoint, ...saved.changed }, ports);
      const result = await ports.endpoints.update(before, saved.changed, edit);
      if (result === "circular") throw dependencyCycleError();
      return result === "saved" ? { saved } : null;
    },
  });
  const { endpoint } = record;
  if (Object.keys(changed).length === 0) return { before: endpoint, after: record };
  const ended = changed.paused === true ? await ports.endpoints.pause(id, ports.now()) : null;
  if (ended) ports.waitUntil(ports.scheduleDispatch());
  await publishUpdated(ports, endpoint, changed, ended);
  ports.waitUntil(ports.wakeClock());
  const isActive = changed.paused === false || (!endpoint.paused && !changed.paused);
  // A change of what is looked at is worth a look at once.
  const hasProbeChange = PROBE_FIELDS.some((field) => field in changed);
  if (isActive && (changed.paused === false || hasProbeChange)) {
    ports.waitUntil(ports.runManualCheck(id));
  }
  return { before: endpoint, after: await loadEndpoint(ports, id) };
}

/** Somebody else's change came first, and with both it would depend on itself. */
function dependencyCycleError(): HttpError {
  const problem = "expected no circle, saw one with what was changed at the same moment";
  return new HttpError("conflict", `dependsOn: ${problem}`, { dependsOn: problem });
}

/** A heartbeat with the address it reports to, for those who may change it: it is a secret. */
export async function viewOf(c: Context<ApiEnv>, record: EndpointRecord): Promise<EndpointView> {
  const { endpoint } = record;
  const isEditor = mayChange(c);
  if (!isEditor || endpoint.kind !== "heartbeat") return endpointView(record, { isEditor });
  const token = await c.var.ports.heartbeats.findToken(endpoint);
  return endpointView(record, { isEditor, pingUrl: token && pingUrl(c.req.url, token) });
}

export const mayChange = (c: Context<ApiEnv>): boolean =>
  c.var.auth.isAllowed("write", { kind: "endpoint" });

export async function assertValidEndpoint(
  endpoint: Omit<Endpoint, "number">,
  ports: ApiPorts,
): Promise<void> {
  assertNoFieldErrors(await crossFieldErrors(endpoint, ports));
}
