import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import {
  tickPortsWith,
  allFail,
  allAnswer,
  countRowsIn,
  queryRows,
} from "../test/fixtures/pipeline";
import {
  addChannel,
  setInboxBehaviour,
  receivedBodies,
  channelQueueStub,
  receivedRequests,
  dispatchAndSend,
} from "../test/fixtures/notifications";
import {
  setBehaviour,
  bindings,
  db,
  minuteAt,
  TEST_START,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import { runTick } from "../pipeline";
import { removeEndpoint } from "../store/endpoint-removal";
import { findEndpoint } from "../store/endpoints";
import { saveSettings } from "../store/settings";
import { FIRST_EDIT } from "../test/fixtures/edits";

const down = () => runTick(tickPortsWith({ probe: allFail }), TEST_START);
const up = () => runTick(tickPortsWith({ probe: allAnswer }), minuteAt(1));
const types = async (name: string) => (await receivedBodies(name)).map(({ type }) => type);

describe("an outage", () => {
  it("[NT1] is told once to every channel, and so is its end", async () => {
    await storeEndpoint("shop", { failureThreshold: 1 });
    await addChannel("one");
    await addChannel("other");
    await setBehaviour("shop", { status: 503 });
    await runTickAt(TEST_START);
    await dispatchAndSend("one", "other");
    await setBehaviour("shop", { status: 200 });
    await runTickAt(minuteAt(1));
    await dispatchAndSend("one", "other");
    await dispatchAndSend("one", "other");
    expect(await types("one")).toEqual(["incident.started", "incident.resolved"]);
    expect(await types("other")).toEqual(["incident.started", "incident.resolved"]);
    expect(await receivedBodies("one")).toMatchObject([
      {
        timestamp: new Date(TEST_START).toISOString(),
        data: {
          endpointId: "shop",
          endpointName: "shop",
          level: "down",
          errorMessage: "expected status 200-299, saw 503",
          text: "shop is down",
          link: "https://pharos.example/endpoints/shop",
        },
      },
      { data: { resolution: "recovered", duration: 60_000, text: "shop is up again" } },
    ]);
    expect(await countRowsIn("alerts")).toBe(0);
    expect(await countRowsIn("outbox")).toBe(0);
  });

  it("[NT1] is told by the next tick where the one that found it died before it could", async () => {
    await storeEndpoint("shop", { failureThreshold: 1 });
    await addChannel("one");
    const killed = tickPortsWith({
      probe: allFail,
      notify: () => Promise.reject(new Error("killed")),
    });
    await expect(runTick(killed, TEST_START)).rejects.toThrow("killed");
    expect(await countRowsIn("outbox")).toBe(1);
    const notified: boolean[] = [];
    const notify = ({ hasEvents }: { hasEvents: boolean }) => {
      notified.push(hasEvents);
      return Promise.resolve();
    };
    await runTick(tickPortsWith({ probe: allFail, notify }), minuteAt(1));
    expect(notified).toEqual([true]);
    await dispatchAndSend("one");
    expect(await types("one")).toEqual(["incident.started"]);
  });

  it("[NT1] that is not stored is not told", async () => {
    await storeEndpoint("shop", { failureThreshold: 1 });
    const broken = tickPortsWith({
      probe: allFail,
      store: () => Promise.reject(new Error("D1 is away")),
    });
    await expect(runTick(broken, TEST_START)).rejects.toThrow("D1 is away");
    expect(await countRowsIn("outbox")).toBe(0);
  });

  it("[NT2] dealt out twice, even at once, is told once", async () => {
    await storeEndpoint("shop", { failureThreshold: 1 });
    await addChannel("one");
    await down();
    await Promise.all([dispatchAndSend("one"), dispatchAndSend("one")]);
    await runDurableObjectAlarm(channelQueueStub("one"));
    const ids = (await receivedRequests("one")).map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual([`shop-${TEST_START.toString(36)}.one.opened`]);
  });

  it("[NT3] reaches a receiver that was away, in order, and disturbs no other channel", async () => {
    await storeEndpoint("shop", { failureThreshold: 1 });
    await addChannel("dead");
    await addChannel("well");
    await setInboxBehaviour("dead", { status: 503 });
    await down();
    await dispatchAndSend("dead", "well");
    await up();
    await dispatchAndSend("dead", "well");
    expect(await types("well")).toEqual(["incident.started", "incident.resolved"]);
    expect(await types("dead")).toEqual(["incident.started"]);
    await setInboxBehaviour("dead", { status: 200 });
    await channelQueueStub("dead").retryNow("dead");
    await runDurableObjectAlarm(channelQueueStub("dead"));
    expect(await types("dead")).toEqual([
      "incident.started",
      "incident.started",
      "incident.resolved",
    ]);
    const [first, second] = await receivedRequests("dead");
    expect(second!.headers["webhook-id"]).toBe(first!.headers["webhook-id"]);
    expect(
      await queryRows("select status, attempts from deliveries where channel_id = 'dead'"),
    ).toEqual([
      { status: "delivered", attempts: 2 },
      { status: "delivered", attempts: 1 },
    ]);
  });

  it("[NT8] is over only for those who heard of it", async () => {
    await storeEndpoint("shop", { failureThreshold: 1 });
    await addChannel("early");
    await setInboxBehaviour("early", { status: 400 });
    await down();
    await dispatchAndSend("early");
    await addChannel("late");
    await up();
    await dispatchAndSend("early", "late");
    expect(await types("late")).toEqual([]);
    expect(
      await queryRows("select channel_id as channel, status from deliveries order by number"),
    ).toEqual([
      { channel: "early", status: "dead" },
      { channel: "early", status: "skipped" },
    ]);
  });

  it("[NT1] of an endpoint that is removed is over", async () => {
    await storeEndpoint("shop", { failureThreshold: 1 });
    await addChannel("one");
    await down();
    await dispatchAndSend("one");
    const record = await findEndpoint(db, "shop", TEST_START);
    await removeEndpoint(db, record!.endpoint, { ...FIRST_EDIT, at: minuteAt(2) });
    await dispatchAndSend("one");
    expect(await receivedBodies("one")).toMatchObject([
      { type: "incident.started" },
      { type: "incident.resolved", data: { resolution: "removed" } },
    ]);
  });
});

describe("a channel", () => {
  it("[NT6] that is gone is disabled, and what waits for it is a dead letter", async () => {
    await storeEndpoint("shop", { failureThreshold: 1 });
    await addChannel("one");
    await setInboxBehaviour("one", { status: 410 });
    await down();
    await dispatchAndSend("one");
    expect(await queryRows("select enabled from channels")).toEqual([{ enabled: 0 }]);
    expect(await queryRows("select status, outcome from deliveries")).toEqual([
      { status: "dead", outcome: "gone" },
    ]);
  });

  it("[NT4] sends again, as the same letter, what was under way when the process ended", async () => {
    await storeEndpoint("shop", { failureThreshold: 1 });
    await storeEndpoint("mail", { failureThreshold: 1 });
    await saveSettings(db, { mergeIncidentsWithinSeconds: 0 }, FIRST_EDIT);
    await addChannel("one");
    await down();
    const { runInDurableObject } = await import("cloudflare:test");
    await dispatchAndSend();
    const [first] = await queryRows<{ number: number }>(
      "select number from deliveries order by number",
    );
    await runInDurableObject(channelQueueStub("one"), (_, state) => {
      const stored = state.storage.kv.get<object>("state");
      state.storage.kv.put("state", { ...stored, channelId: "one", inFlight: [first!.number] });
    });
    await channelQueueStub("one").wake("one");
    await runDurableObjectAlarm(channelQueueStub("one"));
    expect(await types("one")).toEqual(["incident.started", "incident.started"]);
    const ids = (await receivedRequests("one")).map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(2);
  });

  it("[NT7] hears of a storm in one message with a count", async () => {
    for (let index = 0; index < 12; index++)
      await storeEndpoint(`e${index}`, { failureThreshold: 1 });
    await saveSettings(db, { mergeIncidentsWithinSeconds: 0 }, FIRST_EDIT);
    await addChannel("one", { maxPerMinute: 2 });
    await down();
    await dispatchAndSend("one");
    await up();
    await dispatchAndSend("one");
    const [first, second, ...more] = await receivedBodies("one");
    expect(more).toEqual([]);
    expect(first).toMatchObject({ type: "digest", data: { text: "12 endpoints are down" } });
    expect(second).toMatchObject({ type: "digest", data: { text: "12 up again" } });
    expect((first as { data: { notifications: unknown[] } }).data.notifications).toHaveLength(12);
    expect(await queryRows("select distinct status from deliveries")).toEqual([
      { status: "delivered" },
    ]);
  });
});

it("[NT9] a steady tick writes nothing for notifications, a storm a fixed number of statements", async () => {
  for (let index = 0; index < 40; index++)
    await storeEndpoint(`e${index}`, { failureThreshold: 1 });
  await runTick(tickPortsWith({ probe: allAnswer }), TEST_START);
  expect(await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(1))).toMatchObject({
    rowsWritten: 2,
  });
  await runTick(tickPortsWith({ probe: allFail }), minuteAt(2));
  const { results } = await bindings.DB.prepare("select payload from outbox").all<{
    payload: string;
  }>();
  expect(results).toHaveLength(40);
});
