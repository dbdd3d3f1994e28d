import { afterAll, beforeAll, expect, it } from "vitest";
import { startTarget } from "./server.mjs";

let target;
beforeAll(async () => (target = await startTarget()));
afterAll(() => target.close());

it("packs 200 MB into a body of 200 KB without keeping others waiting", async () => {
  const [bomb, other] = await Promise.all([fetch(`${target.url}/bomb`), fetch(`${target.url}/ok`)]);
  expect(other.status).toBe(200);
  expect((await bomb.arrayBuffer()).byteLength).toBe(200 * 1_048_576);
});
