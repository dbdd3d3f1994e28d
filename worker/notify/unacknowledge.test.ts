import { expect, it } from "vitest";
import { RULE_DEFAULTS } from "../domain/alerts/rule";
import { actOnIncident, failEndpoints, fetchIncident } from "../test/fixtures/incidents";
import { addChannel, receivedBodies, dispatchAndSend } from "../test/fixtures/notifications";
import { queryRows } from "../test/fixtures/pipeline";
import { setBehaviour, bindings, db, minuteAt, sendJson, runTickAt } from "../test/fixtures/worker";
import { insertRule } from "../store/rules";
import { dispatchDeps } from "../adapters/notifications";
import { dispatchNotifications } from "./dispatch";

const HOUR_MS = 3_600_000;
const types = async (name: string) => (await receivedBodies(name)).map(({ type }) => type);

it("[RL4] [RL5] an acknowledgement that is taken back is told, and reminders and steps go on", async () => {
  for (const id of ["chat", "phone"]) await addChannel(id);
  await insertRule(db, {
    ...RULE_DEFAULTS,
    id: "rule",
    name: "rule",
    channelIds: ["chat"],
    reminderMinutes: 60,
    escalationSteps: [{ afterMinutes: 240, channelIds: ["phone"] }],
    timeZone: "UTC",
    createdAt: 0,
    updatedAt: 0,
  });
  const { shop } = await failEndpoints({ shop: 0 });
  await dispatchAndSend("chat");
  await actOnIncident("POST", `/${shop}/acknowledge`);
  await dispatchAndSend("chat");
  await actOnIncident("DELETE", `/${shop}/acknowledge`);
  await dispatchAndSend("chat");
  const before = ["incident.started", "incident.acknowledged", "incident.reminder"];
  expect(await types("chat")).toEqual(before);
  expect((await receivedBodies("chat")).at(-1)).toMatchObject({
    data: { text: expect.stringMatching(/^shop is still down/) as string },
  });
  const now = Date.now();
  await dispatchNotifications(dispatchDeps(bindings), now + HOUR_MS - 60_000);
  expect(await queryRows("select id from deliveries where status = 'waiting'")).toEqual([]);
  await dispatchNotifications(dispatchDeps(bindings), now + 5 * HOUR_MS);
  await dispatchAndSend("chat", "phone");
  expect(await types("chat")).toEqual([...before, "incident.reminder"]);
  expect(await types("phone")).toEqual(["incident.escalated"]);
  await actOnIncident("POST", `/${shop}/acknowledge`);
  await dispatchAndSend("chat", "phone");
  expect((await types("phone")).at(-1)).toBe("incident.acknowledged");
});

it("[IW6] who was on what is over stays known, and nobody is told that it is down", async () => {
  await addChannel("chat");
  const { shop } = await failEndpoints({ shop: 0 });
  await dispatchAndSend("chat");
  await actOnIncident("POST", `/${shop}/acknowledge`);
  await dispatchAndSend("chat");
  await setBehaviour("shop", { status: 200 });
  await runTickAt(minuteAt(1));
  expect((await actOnIncident("DELETE", `/${shop}/acknowledge`)).status).toBe(409);
  expect((await fetchIncident(shop!)).acknowledgedBy).toBe("owner");
  await dispatchAndSend("chat");
  expect(await types("chat")).toEqual([
    "incident.started",
    "incident.acknowledged",
    "incident.resolved",
  ]);
});

it("[NT3] nothing waits for a channel that is gone", async () => {
  for (const id of ["chat", "gone"]) await addChannel(id);
  const { shop } = await failEndpoints({ shop: 0 });
  await dispatchAndSend("chat", "gone");
  await sendJson("DELETE", "/channels/gone", "");
  await actOnIncident("POST", `/${shop}/acknowledge`);
  await dispatchAndSend("chat");
  expect(await types("chat")).toEqual(["incident.started", "incident.acknowledged"]);
  expect(await queryRows("select id from deliveries where channel_id = 'gone'")).toEqual([]);
  // One that went while it was written to.
  await db.$client
    .prepare(
      `insert into deliveries (id, channel_id, payload, created_at, status, attempts)
       values ('late', 'gone', '{"kind":"test","at":0}', 1, 'waiting', 0)`,
    )
    .run();
  await dispatchAndSend("gone");
  expect(await queryRows("select status from deliveries where channel_id = 'gone'")).toEqual([
    { status: "dead" },
  ]);
});
