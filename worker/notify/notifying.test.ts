import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { ports, allFail, allAnswer, count, rows } from "../local/pipeline-fixtures";
import {
  addChannel,
  answerWith,
  bodies,
  queueOf,
  received,
  sendAll,
} from "../local/notify-fixtures";
import { behave, bindings, db, minute, START, tick, watch } from "../local/workerd-fixtures";
import { runTick } from "../pipeline";
import { saveSettings } from "../store/settings";

const down = () => runTick(ports({ probe: allFail }), START);
const up = () => runTick(ports({ probe: allAnswer }), minute(1));
const types = async (name: string) => (await bodies(name)).map(({ type }) => type);

describe("an outage", () => {
  it("[NT1] is told once to every channel, and so is its end", async () => {
    await watch("shop", { failureThreshold: 1 });
    await addChannel("one");
    await addChannel("other");
    await behave("shop", { status: 503 });
    await tick(START);
    await sendAll("one", "other");
    await behave("shop", { status: 200 });
    await tick(minute(1));
    await sendAll("one", "other");
    await sendAll("one", "other");
    expect(await types("one")).toEqual(["incident.started", "incident.resolved"]);
    expect(await types("other")).toEqual(["incident.started", "incident.resolved"]);
    expect(await bodies("one")).toMatchObject([
      {
        timestamp: new Date(START).toISOString(),
        data: {
          endpointId: "shop",
          endpointName: "shop",
          severity: "down",
          errorMessage: "expected status 200-299, saw 503",
          text: "shop is down",
          link: "https://pharos.example/endpoints/shop",
        },
      },
      { data: { ending: "recovered", duration: 60_000, text: "shop is up again" } },
    ]);
    expect(await count("episodes")).toBe(0);
    expect(await count("outbox")).toBe(0);
  });

  it("[NT1] is told by the next tick where the one that found it died before it could", async () => {
    await watch("shop", { failureThreshold: 1 });
    await addChannel("one");
    const killed = ports({ probe: allFail, notify: () => Promise.reject(new Error("killed")) });
    await expect(runTick(killed, START)).rejects.toThrow("killed");
    expect(await count("outbox")).toBe(1);
    const notified: boolean[] = [];
    const notify = ({ hasNews }: { hasNews: boolean }) => {
      notified.push(hasNews);
      return Promise.resolve();
    };
    await runTick(ports({ probe: allFail, notify }), minute(1));
    expect(notified).toEqual([true]);
    await sendAll("one");
    expect(await types("one")).toEqual(["incident.started"]);
  });

  it("[NT1] that is not stored is not told", async () => {
    await watch("shop", { failureThreshold: 1 });
    const broken = ports({ probe: allFail, store: () => Promise.reject(new Error("D1 is away")) });
    await expect(runTick(broken, START)).rejects.toThrow("D1 is away");
    expect(await count("outbox")).toBe(0);
  });

  it("[NT2] dealt out twice, even at once, is told once", async () => {
    await watch("shop", { failureThreshold: 1 });
    await addChannel("one");
    await down();
    await Promise.all([sendAll("one"), sendAll("one")]);
    await runDurableObjectAlarm(queueOf("one"));
    const ids = (await received("one")).map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual([`shop-${START.toString(36)}.one.opened`]);
  });

  it("[NT3] reaches a receiver that was away, in order, and disturbs no other channel", async () => {
    await watch("shop", { failureThreshold: 1 });
    await addChannel("dead");
    await addChannel("well");
    await answerWith("dead", { status: 503 });
    await down();
    await sendAll("dead", "well");
    await up();
    await sendAll("dead", "well");
    expect(await types("well")).toEqual(["incident.started", "incident.resolved"]);
    expect(await types("dead")).toEqual(["incident.started"]);
    await answerWith("dead", { status: 200 });
    await queueOf("dead").tryNow("dead");
    await runDurableObjectAlarm(queueOf("dead"));
    expect(await types("dead")).toEqual([
      "incident.started",
      "incident.started",
      "incident.resolved",
    ]);
    const [first, second] = await received("dead");
    expect(second!.headers["webhook-id"]).toBe(first!.headers["webhook-id"]);
    expect(await rows("select status, attempts from deliveries where channel = 'dead'")).toEqual([
      { status: "delivered", attempts: 2 },
      { status: "delivered", attempts: 1 },
    ]);
  });

  it("[NT8] is over only for those who heard of it", async () => {
    await watch("shop", { failureThreshold: 1 });
    await addChannel("early");
    await answerWith("early", { status: 400 });
    await down();
    await sendAll("early");
    await addChannel("late");
    await up();
    await sendAll("early", "late");
    expect(await types("late")).toEqual([]);
    expect(await rows("select channel, status from deliveries order by number")).toEqual([
      { channel: "early", status: "dead" },
      { channel: "early", status: "skipped" },
    ]);
  });

  it("[NT1] of an endpoint that is removed is over", async () => {
    await watch("shop", { failureThreshold: 1 });
    await addChannel("one");
    await down();
    await sendAll("one");
    const { removeEndpoint, findEndpoint } = await import("../store/endpoints");
    const record = await findEndpoint(db, "shop", START);
    await removeEndpoint(db, record!.endpoint, minute(2));
    await sendAll("one");
    expect(await bodies("one")).toMatchObject([
      { type: "incident.started" },
      { type: "incident.resolved", data: { ending: "removed" } },
    ]);
  });
});

describe("a channel", () => {
  it("[NT6] that is gone is disabled, and what waits for it is a dead letter", async () => {
    await watch("shop", { failureThreshold: 1 });
    await addChannel("one");
    await answerWith("one", { status: 410 });
    await down();
    await sendAll("one");
    expect(await rows("select enabled from channels")).toEqual([{ enabled: 0 }]);
    expect(await rows("select status, outcome from deliveries")).toEqual([
      { status: "dead", outcome: "gone" },
    ]);
  });

  it("[NT4] sends again, as the same letter, what was under way when the process ended", async () => {
    await watch("shop", { failureThreshold: 1 });
    await watch("mail", { failureThreshold: 1 });
    await saveSettings(db, { mergeIncidentsWithinSeconds: 0 });
    await addChannel("one");
    await down();
    const { runInDurableObject } = await import("cloudflare:test");
    await sendAll();
    const [first] = await rows<{ number: number }>("select number from deliveries order by number");
    await runInDurableObject(queueOf("one"), (_, state) => {
      const stored = state.storage.kv.get<object>("state");
      state.storage.kv.put("state", { ...stored, channelId: "one", inFlight: [first!.number] });
    });
    await queueOf("one").wake("one");
    await runDurableObjectAlarm(queueOf("one"));
    expect(await types("one")).toEqual(["incident.started", "incident.started"]);
    const ids = (await received("one")).map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(2);
  });

  it("[NT7] hears of a storm in one message with a count", async () => {
    for (let index = 0; index < 12; index++) await watch(`e${index}`, { failureThreshold: 1 });
    await saveSettings(db, { mergeIncidentsWithinSeconds: 0 });
    await addChannel("one", { maxPerMinute: 2 });
    await down();
    await sendAll("one");
    await up();
    await sendAll("one");
    const [first, second, ...more] = await bodies("one");
    expect(more).toEqual([]);
    expect(first).toMatchObject({ type: "digest", data: { text: "12 endpoints are down" } });
    expect(second).toMatchObject({ type: "digest", data: { text: "12 up again" } });
    expect((first as { data: { notifications: unknown[] } }).data.notifications).toHaveLength(12);
    expect(await rows("select distinct status from deliveries")).toEqual([{ status: "delivered" }]);
  });
});

it("[NT9] a steady tick writes nothing for notifications, a storm a fixed number of statements", async () => {
  for (let index = 0; index < 40; index++) await watch(`e${index}`, { failureThreshold: 1 });
  await runTick(ports({ probe: allAnswer }), START);
  expect(await runTick(ports({ probe: allAnswer }), minute(1))).toMatchObject({ rowsWritten: 2 });
  await runTick(ports({ probe: allFail }), minute(2));
  const { results } = await bindings.DB.prepare("select news from outbox").all<{ news: string }>();
  expect(results).toHaveLength(40);
});
