import { OBJECT_LIMITS } from "../domain/limits";
import { expect, it } from "vitest";
import { storeFullPages } from "../test/fixtures/many-pages";
import { bindings, openRoomSocket, sendJson, storeEndpoint } from "../test/fixtures/worker";

/** A write that waited for its pages took a second for every fifteen of them. */
const ANSWERED_WITHIN_MS = 3_000;

it("[PP28] two hundred full pages that somebody looks at survive one update after another, none of which waits for them", async () => {
  await storeEndpoint("web");
  const slugs = await storeFullPages("web");
  expect(slugs).toHaveLength(OBJECT_LIMITS.page.max);
  const affected = [{ endpointId: "web", impact: "degraded" }];
  const body = "[a]: b\n".repeat(1_400);
  const opened = await sendJson("POST", "/incidents", { title: "Slow", body, affected });
  const { id } = await opened.json<{ id: string }>();
  // Asking for a room's position registers it as one that has listeners.
  await Promise.all(slugs.map((slug) => bindings.ROOM.getByName(`page:${slug}`).position()));
  const last = await openRoomSocket(`page:${slugs.at(-1)!}`);
  for (let round = 0; round < 12; round++) {
    const began = performance.now();
    const answer = await sendJson("POST", `/incidents/${id}/updates`, { body: `${round} ${body}` });
    expect(answer.status).toBe(201);
    expect(performance.now() - began).toBeLessThan(ANSWERED_WITHIN_MS);
    const { events } = await last.next();
    expect(events).toMatchObject([{ type: "page:incident-changed" }]);
    expect(JSON.stringify(events).length).toBeLessThan(100_000);
  }
});
