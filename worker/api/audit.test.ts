import { describe, expect, it } from "vitest";
import { actOnIncident } from "../test/fixtures/incidents";
import { inboxUrl } from "../test/fixtures/notifications";
import {
  fetchApi,
  createThroughApi,
  sendJson,
  SHOP_ENDPOINT,
  storeEndpoint,
} from "../test/fixtures/worker";
import type { AuditLogEntryView } from "../protocol/users";

/** What was done, the latest first. */
async function log(): Promise<AuditLogEntryView[]> {
  const { data } = await (await fetchApi("/audit?limit=100")).json<{ data: AuditLogEntryView[] }>();
  return data;
}
const loggedActions = async () =>
  (await log()).map(({ action, resource }) => `${action} ${resource}`);

async function create(path: string, body: object): Promise<string> {
  return (await (await sendJson("POST", path, body)).json<{ id: string }>()).id;
}

describe("the audit log", () => {
  it("[AU8] names what something was done to as people know it", async () => {
    await createThroughApi();
    const settings = { url: inboxUrl("audit") };
    const channel = await create("/channels", { name: "Ops", kind: "webhook", settings });
    await sendJson("POST", `/channels/${channel}/test`, "");
    await sendJson("DELETE", `/channels/${channel}`, "");
    await actOnIncident("POST", "", { title: "Payments are slow", severity: "minor" });
    expect(await loggedActions()).toEqual([
      "POST /api/v1/incidents Payments are slow",
      "DELETE /api/v1/channels/:id Ops",
      "POST /api/v1/channels/:id/test Ops",
      "POST /api/v1/channels Ops",
      "POST /api/v1/endpoints Shop",
    ]);
  });

  it("[AU8] has nothing of what only asks what would be", async () => {
    await storeEndpoint("shop");
    expect((await sendJson("POST", "/rules/preview", {})).status).toBe(200);
    expect((await sendJson("POST", "/endpoints/test", SHOP_ENDPOINT)).status).toBe(200);
    expect(await loggedActions()).toEqual([]);
  });

  it("[AU8] has what people write for the public, and not what is sent to what is watched", async () => {
    const text = "We are looking.";
    const { body } = await actOnIncident("POST", "", {
      title: "Slow",
      severity: "minor",
      body: text,
    });
    await actOnIncident("POST", `/${body.id}/updates`, { body: "Better." });
    await createThroughApi({ method: "POST", body: "pin=1234" });
    const [endpoint, update, incident] = await log();
    expect(endpoint).toMatchObject({ resource: "Shop", after: { body: "********" } });
    expect(update).toMatchObject({ resource: "Slow", after: { body: "Better." } });
    expect(incident).toMatchObject({ after: { body: text } });
  });
});
