import { expect, it } from "vitest";
import { RULE_DEFAULTS } from "../domain/rule";
import { act, down, read } from "../local/incident-fixtures";
import { addChannel, bodies, sendAll } from "../local/notify-fixtures";
import { rows } from "../local/pipeline-fixtures";
import { behave, bindings, db, minute, send, tick } from "../local/workerd-fixtures";
import { insertRule } from "../store/rules";
import { dealingPorts } from "../wiring/notifying";
import { dealOut } from "./deal";

const HOUR_MS = 3_600_000;
const types = async (name: string) => (await bodies(name)).map(({ type }) => type);

it("[RL4] [RL5] an acknowledgement that is taken back is told, and reminders and steps go on", async () => {
  for (const id of ["chat", "phone"]) await addChannel(id);
  await insertRule(db, {
    ...RULE_DEFAULTS,
    id: "rule",
    name: "rule",
    channelIds: ["chat"],
    remindMinutes: 60,
    steps: [{ afterMinutes: 240, channelIds: ["phone"] }],
    timeZone: "UTC",
    createdAt: 0,
    updatedAt: 0,
  });
  const { shop } = await down({ shop: 0 });
  await sendAll("chat");
  await act("POST", `/${shop}/acknowledge`);
  await sendAll("chat");
  await act("DELETE", `/${shop}/acknowledge`);
  await sendAll("chat");
  const before = ["incident.started", "incident.acknowledged", "incident.reminder"];
  expect(await types("chat")).toEqual(before);
  expect((await bodies("chat")).at(-1)).toMatchObject({
    data: { text: expect.stringMatching(/^shop is still down/) as string },
  });
  const now = Date.now();
  await dealOut(dealingPorts(bindings), now + HOUR_MS - 60_000);
  expect(await rows("select id from deliveries where status = 'waiting'")).toEqual([]);
  await dealOut(dealingPorts(bindings), now + 5 * HOUR_MS);
  await sendAll("chat", "phone");
  expect(await types("chat")).toEqual([...before, "incident.reminder"]);
  expect(await types("phone")).toEqual(["incident.escalated"]);
  await act("POST", `/${shop}/acknowledge`);
  await sendAll("chat", "phone");
  expect((await types("phone")).at(-1)).toBe("incident.acknowledged");
});

it("[IW6] who was on what is over stays known, and nobody is told that it is down", async () => {
  await addChannel("chat");
  const { shop } = await down({ shop: 0 });
  await sendAll("chat");
  await act("POST", `/${shop}/acknowledge`);
  await sendAll("chat");
  await behave("shop", { status: 200 });
  await tick(minute(1));
  expect((await act("DELETE", `/${shop}/acknowledge`)).status).toBe(409);
  expect((await read(shop!)).acknowledgedBy).toBe("owner");
  await sendAll("chat");
  expect(await types("chat")).toEqual([
    "incident.started",
    "incident.acknowledged",
    "incident.resolved",
  ]);
});

it("[NT3] nothing waits for a channel that is gone", async () => {
  for (const id of ["chat", "gone"]) await addChannel(id);
  const { shop } = await down({ shop: 0 });
  await sendAll("chat", "gone");
  await send("DELETE", "/channels/gone", "");
  await act("POST", `/${shop}/acknowledge`);
  await sendAll("chat");
  expect(await types("chat")).toEqual(["incident.started", "incident.acknowledged"]);
  expect(await rows("select id from deliveries where channel = 'gone'")).toEqual([]);
  // One that went while it was written to.
  await db.$client
    .prepare(
      `insert into deliveries (id, channel, notification, created_at, status, attempts)
       values ('late', 'gone', '{"kind":"test","at":0}', 1, 'waiting', 0)`,
    )
    .run();
  await sendAll("gone");
  expect(await rows("select status from deliveries where channel = 'gone'")).toEqual([
    { status: "dead" },
  ]);
});
