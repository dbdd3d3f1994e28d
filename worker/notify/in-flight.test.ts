import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import {
  addChannel,
  channelQueueStub,
  dispatchAndSend,
  receivedRequests,
} from "../test/fixtures/notifications";
import { FIRST_EDIT } from "../test/fixtures/edits";
import { allFail, queryRows, tickPortsWith } from "../test/fixtures/pipeline";
import { db, storeEndpoint, TEST_START } from "../test/fixtures/worker";
import { runTick } from "../pipeline";
import { saveSettings } from "../store/settings";

it("[NT4] sends again what was under way together, and nothing else with it", async () => {
  for (let index = 0; index < 5; index++) await storeEndpoint(`e${index}`, { failureThreshold: 1 });
  await saveSettings(db, { mergeIncidentsWithinSeconds: 0 }, FIRST_EDIT);
  await addChannel("one");
  await runTick(tickPortsWith({ probe: allFail }), TEST_START);
  await dispatchAndSend();
  type Row = { number: number; id: string };
  const waiting = await queryRows<Row>("select number, id from deliveries order by number");
  const inFlight = waiting.slice(0, 2).map(({ number }) => number);
  await runInDurableObject(channelQueueStub("one"), (_, state) => {
    const stored = state.storage.kv.get<object>("state");
    state.storage.kv.put("state", { ...stored, channelId: "one", inFlight });
  });
  await channelQueueStub("one").wake("one");
  await runDurableObjectAlarm(channelQueueStub("one"));
  const ids = (await receivedRequests("one")).map(({ headers }) => headers["webhook-id"]);
  const [first, , ...others] = waiting.map(({ id }) => id);
  expect(ids).toEqual([`${first}.and.1`, ...others]);
});
