import { expect, it } from "vitest";
import {
  setBehaviour,
  openRoomSocket,
  minuteAt,
  runTickAt,
  storeEndpoint,
} from "./test/fixtures/worker";

it("[EV1] [IN1] cron fires, a target is down, a socket hears it; it recovers, and the socket hears that", async () => {
  const id = await storeEndpoint("shop");
  const all = await openRoomSocket("all");
  const own = await openRoomSocket(`endpoint:${id}`);
  const about = { endpointId: id, endpointName: id };
  const at = (index: number) => new Date(minuteAt(index)).toISOString();

  await runTickAt(minuteAt(0));
  const up = {
    type: "endpoint:status-changed",
    at: at(0),
    data: {
      ...about,
      previousStatus: "UNKNOWN",
      currentStatus: "UP",
      timestamp: at(0),
      responseTime: expect.any(Number),
      errorMessage: null,
    },
  };
  const first = await all.next();
  expect(first).toEqual({
    type: "events",
    seq: 1,
    events: [up],
    checks: [[id, "UP", expect.any(Number), 200]],
    asOf: at(0),
    nextExpectedAt: at(1),
    viewers: 1,
  });
  const firstOwn = await own.next();
  expect(firstOwn.events).toEqual(first.events);
  expect(firstOwn.checks).toEqual([[id, "UP", expect.any(Number), 200, at(0), null, null]]);

  await setBehaviour(id, { status: 500 });
  await runTickAt(minuteAt(1));
  expect(await all.next()).toMatchObject({
    seq: 1,
    events: [],
    checks: [[id, "DOWN", expect.any(Number), 500]],
  });
  await runTickAt(minuteAt(2));
  const message = "expected status 200-299, saw 500";
  const incidentId = `${id}-${minuteAt(1).toString(36)}`;
  const down = await all.next();
  expect(down.seq).toBe(3);
  expect(down.events).toEqual([
    {
      type: "endpoint:status-changed",
      at: at(2),
      data: {
        ...about,
        previousStatus: "UP",
        currentStatus: "DOWN",
        timestamp: at(2),
        responseTime: expect.any(Number),
        errorMessage: message,
      },
    },
    {
      type: "incident:started",
      at: at(2),
      data: { incidentId, ...about, startedAt: at(1), failureCount: 2 },
    },
  ]);
  await own.next();
  expect((await own.next()).events).toEqual(down.events);

  await setBehaviour(id, { status: 200 });
  await runTickAt(minuteAt(4));
  const recovered = await all.next();
  expect(recovered.seq).toBe(5);
  expect(recovered.events[1]).toEqual({
    type: "incident:resolved",
    at: at(4),
    data: { incidentId, ...about, resolvedAt: at(4), duration: 3 * 60_000 },
  });
  expect((await own.next()).events).toEqual(recovered.events);
});
