import { describe, expect, it } from "vitest";
import { act } from "../local/incident-fixtures";
import { inboxUrl } from "../local/notify-fixtures";
import { api, create, send, SHOP, watch } from "../local/workerd-fixtures";
import type { AuditView } from "../protocol/people";

/** What was done, the latest first. */
async function log(): Promise<AuditView[]> {
  const { data } = await (await api("/audit?limit=100")).json<{ data: AuditView[] }>();
  return data;
}
const told = async () => (await log()).map(({ action, thing }) => `${action} ${thing}`);

async function made(path: string, body: object): Promise<string> {
  return (await (await send("POST", path, body)).json<{ id: string }>()).id;
}

describe("the audit log", () => {
  it("[AU8] names what something was done to as people know it", async () => {
    await create();
    const settings = { url: inboxUrl("audit") };
    const channel = await made("/channels", { name: "Ops", kind: "webhook", settings });
    await send("POST", `/channels/${channel}/test`, "");
    await send("DELETE", `/channels/${channel}`, "");
    await act("POST", "", { title: "Payments are slow", severity: "minor" });
    expect(await told()).toEqual([
      "POST /api/v1/incidents Payments are slow",
      "DELETE /api/v1/channels/:id Ops",
      "POST /api/v1/channels/:id/test Ops",
      "POST /api/v1/channels Ops",
      "POST /api/v1/endpoints Shop",
    ]);
  });

  it("[AU8] has nothing of what only asks what would be", async () => {
    await watch("shop");
    expect((await send("POST", "/rules/preview", {})).status).toBe(200);
    expect((await send("POST", "/endpoints/test", SHOP)).status).toBe(200);
    expect(await told()).toEqual([]);
  });

  it("[AU8] has what people write for the public, and not what is sent to what is watched", async () => {
    const text = "We are looking.";
    const { body } = await act("POST", "", { title: "Slow", severity: "minor", body: text });
    await act("POST", `/${body.id}/updates`, { body: "Better." });
    await create({ method: "POST", body: "pin=1234" });
    const [endpoint, update, incident] = await log();
    expect(endpoint).toMatchObject({ thing: "Shop", after: { body: "********" } });
    expect(update).toMatchObject({ thing: "Slow", after: { body: "Better." } });
    expect(incident).toMatchObject({ after: { body: text } });
  });
});
