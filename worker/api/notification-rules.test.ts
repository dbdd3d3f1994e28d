import { describe, expect, it } from "vitest";
import { allAnswer, allFail, tickPortsWith } from "../test/fixtures/pipeline";
import { publishPage, WEBSITE } from "../test/fixtures/pages";
import { addChannel, receivedBodies, dispatchAndSend } from "../test/fixtures/notifications";
import { fetchApi, bindings, MINUTE, sendJson, storeEndpoint } from "../test/fixtures/worker";
import { runTick } from "../pipeline";
import type { ApiError } from "../protocol/errors";
import type { RuleList, RulePreview, RuleView } from "../protocol/notifications";

const make = async (fields: object) => {
  const response = await sendJson("POST", "/rules", { name: "Nights", ...fields });
  return { status: response.status, body: await response.json<RuleView & ApiError>() };
};
const preview = async (body: object) =>
  (await sendJson("POST", "/rules/preview", body)).json<RulePreview>();

/** An hour ago, on a full minute. */
const EARLIER = Math.floor(Date.now() / MINUTE) * MINUTE - 60 * MINUTE;

describe("rules", () => {
  it("[RL9] are made, listed, changed and removed", async () => {
    await addChannel("chat");
    const { status, body } = await make({
      channelIds: ["chat"],
      match: { tags: ["core"], hours: { days: [1, 2], from: "22:00", to: "06:00" } },
      reminderMinutes: 60,
      escalationSteps: [{ afterMinutes: 15, channelIds: ["chat"] }],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      enabled: true,
      delayMinutes: 0,
      timeZone: "UTC",
      quietHours: null,
    });
    const list = await (await fetchApi("/rules")).json<RuleList>();
    expect(list.data).toEqual([body]);
    const changed = await sendJson("PATCH", `/rules/${body.id}`, {
      reminderMinutes: null,
      enabled: false,
    });
    expect(await changed.json()).toMatchObject({
      reminderMinutes: null,
      enabled: false,
      escalationSteps: body.escalationSteps,
    });
    expect((await sendJson("DELETE", `/rules/${body.id}`, "")).status).toBe(204);
    expect((await fetchApi(`/rules/${body.id}`)).status).toBe(404);
  });

  it("[RL9] that make no sense are refused by field", async () => {
    await addChannel("chat");
    const fieldsOf = async (fields: object) => Object.keys((await make(fields)).body.error.fields!);
    expect(await fieldsOf({ channelIds: [] })).toEqual(["channelIds"]);
    expect(await fieldsOf({ channelIds: ["nobody"] })).toEqual(["channelIds"]);
    const channelIds = ["chat"];
    expect(await fieldsOf({ channelIds, delayMinutes: -1 })).toEqual(["delayMinutes"]);
    expect(await fieldsOf({ channelIds, reminderMinutes: 1 })).toEqual(["reminderMinutes"]);
    expect(
      await fieldsOf({ channelIds, quietHours: { days: [1], from: "25:00", to: "6" } }),
    ).toEqual(["quietHours.from", "quietHours.to"]);
    expect(await fieldsOf({ channelIds, match: { endpointIds: ["x"] } })).toEqual([
      "match.endpointIds",
    ]);
    expect(await fieldsOf({ channelIds, match: { pages: ["x"] } })).toEqual(["match.pages"]);
    const step = { afterMinutes: 5, channelIds };
    expect(await fieldsOf({ channelIds, escalationSteps: [step, step] })).toEqual([
      "escalationSteps",
    ]);
    expect(await fieldsOf({ channelIds, colour: "red" })).toEqual(["colour"]);
  });

  it("[RL9] can be disabled though a channel that they name is gone", async () => {
    for (const id of ["chat", "gone"]) await addChannel(id);
    const { body } = await make({ channelIds: ["chat", "gone"] });
    await sendJson("DELETE", "/channels/gone", "");
    const patch = async (fields: object) =>
      (await sendJson("PATCH", `/rules/${body.id}`, fields)).status;
    expect(await patch({ enabled: false })).toBe(200);
    expect(await patch({ channelIds: ["chat"] })).toBe(200);
    expect(await patch({ channelIds: ["chat", "gone"] })).toBe(400);
  });

  it("[RL9] can be rehearsed: what would have been sent last week", async () => {
    await storeEndpoint("shop", { failureThreshold: 1, tags: ["core"] });
    await storeEndpoint("mail", { failureThreshold: 1 });
    await addChannel("chat");
    await runTick(tickPortsWith({ probe: allAnswer }), EARLIER);
    await runTick(tickPortsWith({ probe: allFail }), EARLIER + MINUTE);
    await runTick(tickPortsWith({ probe: allAnswer }), EARLIER + 11 * MINUTE);
    const all = await preview({});
    expect(all).toMatchObject({ incidents: 1, total: 2 });
    const rule = {
      name: "Core",
      channelIds: ["chat"],
      match: { tags: ["core"] },
      delayMinutes: 2,
      reminderMinutes: 5,
    };
    const core = await preview(rule);
    expect(core.channels).toEqual([{ channelId: "chat", messages: 3 }]);
    expect(core.messages.map(({ kind, at }) => [kind, Date.parse(at) - EARLIER])).toEqual([
      ["ended", 11 * MINUTE],
      ["reminder", 8 * MINUTE],
      ["opened", 3 * MINUTE],
    ]);
    expect(await preview({ ...rule, delayMinutes: 30 })).toMatchObject({ total: 0, messages: [] });
    expect((await (await fetchApi("/rules")).json<RuleList>()).data).toEqual([]);
  });

  it("[RL2] by page hear of what the page shows, rehearsed as told", async () => {
    await storeEndpoint("web", { failureThreshold: 1 });
    await storeEndpoint("mail", { failureThreshold: 1 });
    await addChannel("chat");
    const page = await publishPage({ groups: WEBSITE });
    const { status, body } = await make({ channelIds: ["chat"], match: { pages: [page] } });
    expect({ status, pages: body.match.pages }).toEqual({ status: 201, pages: [page] });
    await bindings.DB.prepare("update rules set created_at = 0").run();
    await runTick(tickPortsWith({ probe: allFail }), EARLIER);
    await dispatchAndSend("chat");
    expect(await receivedBodies("chat")).toMatchObject([{ data: { endpointId: "web" } }]);
    const rule = { name: "Page", channelIds: ["chat"], match: { pages: [page] } };
    expect((await preview(rule)).messages).toMatchObject([{ kind: "opened", endpointId: "web" }]);
    await sendJson("DELETE", `/pages/${page}`, "");
    expect(await preview(rule)).toMatchObject({
      error: { fields: { "match.pages": expect.any(String) } },
    });
  });

  it("[RL2] decide who hears", async () => {
    await storeEndpoint("shop", { failureThreshold: 1, tags: ["core"] });
    await storeEndpoint("mail", { failureThreshold: 1 });
    await addChannel("chat");
    await addChannel("phone");
    const { body } = await make({ channelIds: ["phone"], match: { tags: ["core"] } });
    await bindings.DB.prepare("update rules set created_at = 0 where id = ?").bind(body.id).run();
    await runTick(tickPortsWith({ probe: allFail }), EARLIER);
    await dispatchAndSend("phone", "chat");
    expect(await receivedBodies("phone")).toMatchObject([{ data: { endpointId: "shop" } }]);
    expect(await receivedBodies("chat")).toEqual([]);
  });
});
