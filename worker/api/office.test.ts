import { createExecutionContext } from "cloudflare:test";
import { expect, it } from "vitest";
import { apiPorts } from "../adapters/index";
import { admit } from "../room/admission";
import { DEFAULT_LIMITS } from "../room/limits";
import { publishPage, WEBSITE } from "../test/fixtures/pages";
import { bindings, fetchWorker, ORIGIN, storeEndpoint } from "../test/fixtures/worker";
import { createApi } from "./app";

const PEOPLE = 500;
/** All of them at a time would only wait for each other. */
const AT_ONCE = 50;
const OFFICE = { "cf-connecting-ip": "198.51.100.7" };

async function eachPerson(work: () => Promise<void>): Promise<void> {
  for (let index = 0; index < PEOPLE; index += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** One part of a room, of the size that an installation has, as far as it decides who comes in. */
function createPart() {
  let size = 0;
  const deps = {
    shard: 0,
    limits: DEFAULT_LIMITS,
    connections: {
      get size() {
        return size;
      },
      countForAddress: () => size,
    },
    metadata: { set: () => undefined },
    isOpen: () => true,
    allocate: () => Promise.resolve(null),
  } as unknown as Parameters<typeof admit>[1];
  return async (address: string | null): Promise<Response> => {
    if ((await admit(address, deps)) !== "welcome")
      return new Response(null, { status: 429, headers: { "retry-after": "30" } });
    size++;
    return new Response(null, { status: 101, webSocket: new WebSocketPair()[0] });
  };
}

it("[BN4] an office of 500 people behind one address opens a page with live updates in a minute", async () => {
  await storeEndpoint("web", { paused: true });
  await publishPage({ groups: WEBSITE });
  const enter = createPart();
  const api = createApi((env, ctx) => {
    const ports = apiPorts(env, ctx);
    return {
      ...ports,
      rooms: { ...ports.rooms, connect: (_, __, caller) => enter(caller.address) },
    };
  });
  const listen = () =>
    api.fetch(
      new Request(`${ORIGIN}/api/v1/rooms/page:acme?v=1`, {
        headers: { ...OFFICE, upgrade: "websocket" },
      }),
      bindings,
      createExecutionContext(),
    );
  const answers = new Map<number, number>();
  const count = ({ status }: Response) => answers.set(status, (answers.get(status) ?? 0) + 1);
  await eachPerson(async () => {
    const page = await fetchWorker("/status/acme/pharos.json", { headers: OFFICE });
    count(page);
    await page.text();
    count(await listen());
  });
  expect(Object.fromEntries(answers)).toEqual({ 200: PEOPLE, 101: PEOPLE });
  // Each opens it once more, in another tab or anew.
  answers.clear();
  await eachPerson(async () => void count(await listen()));
  expect(Object.fromEntries(answers)).toEqual({ 101: PEOPLE });
});
