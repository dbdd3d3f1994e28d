import { env, exports } from "cloudflare:workers";
import { expect, inject } from "vitest";
import { ENDPOINT_DEFAULTS, type Endpoint } from "../domain/endpoint";
import type { Env } from "../env";
import type { EndpointView } from "../protocol/api";
import type { EventsFrame, Frame, HelloFrame } from "../protocol/frames";
import type { RoomName } from "../protocol/rooms";
import type { Room } from "../room/room";
import { openDatabase } from "../store/database";
import { insertEndpoint } from "../store/endpoints";
import { TEST_TOKEN } from "./test-token.mjs";

/** Tests of rooms also call what only the parts of a room ask of each other. */
type TestBindings = Omit<Env, "ROOM"> & { ROOM: DurableObjectNamespace<Room> };

export const bindings = env as unknown as TestBindings;
export const db = openDatabase(bindings.DB);

/** A full minute; ticks of tests are counted from here, so that no test knows today's date. */
export const TEST_START = Date.UTC(2026, 0, 5, 8, 0, 0);
export const MINUTE = 60_000;

export const ORIGIN = "http://pharos.test";
export const OWNER_HEADERS = { authorization: `Bearer ${TEST_TOKEN}` };

/** Asks the Worker, as the owner unless other headers say otherwise. */
export const fetchWorker = (path: string, { headers = OWNER_HEADERS, ...init }: RequestInit = {}) =>
  exports.default.fetch(new Request(`${ORIGIN}${path}`, { ...init, headers: headers! }));

export const fetchApi = (path: string, init?: RequestInit) => fetchWorker(`/api/v1${path}`, init);

export const sendJson = (method: string, path: string, body: unknown, headers: object = {}) =>
  fetchApi(path, {
    method,
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { ...OWNER_HEADERS, ...headers },
  });

/** Tests share the target; what one of them makes of an endpoint is nobody else's. */
const targetName = (id: string) =>
  encodeURIComponent(`${expect.getState().currentTestName ?? ""} ${id}`);

/** Stores an endpoint without the first check that the API would make, and without retries. */
export async function storeEndpoint(id: string, settings: Partial<Endpoint> = {}): Promise<string> {
  await insertEndpoint(db, {
    ...ENDPOINT_DEFAULTS,
    retryDelaySeconds: null,
    id,
    name: id,
    url: `${inject("target")}/t/${targetName(id)}`,
    timeoutMs: 1_000,
    createdAt: TEST_START - MINUTE,
    updatedAt: TEST_START - MINUTE,
    ...settings,
  });
  return id;
}

/** Decides what the address of `watch(id)` answers from here on. */
export async function setBehaviour(
  id: string,
  behaviour: { status?: number; delayMs?: number; mode?: string },
): Promise<void> {
  const url = `${inject("target")}/control/${targetName(id)}`;
  await (await fetch(url, { method: "PUT", body: JSON.stringify(behaviour) })).text();
}

/** One tick of the whole Worker, as cron or clock would run it. */
export const runTickAt = (at: number, source: "cron" | "clock" = "cron") =>
  exports.Ticker.tick(at, source);

export const minuteAt = (index: number) => TEST_START + index * MINUTE;

export type RoomSocket = {
  hello: HelloFrame;
  socket: WebSocket;
  next(): Promise<EventsFrame>;
  closed: Promise<{ code: number }>;
  /** Frames that came and nobody has asked for. */
  waiting: EventsFrame[];
};

/** A socket in a room, through the Worker's front door. */
export async function openRoomSocket(room: RoomName, query = "v=1"): Promise<RoomSocket> {
  const response = await fetchApi(`/rooms/${room}?${query}`, {
    headers: { ...OWNER_HEADERS, upgrade: "websocket" },
  });
  const socket = response.webSocket;
  if (!socket) throw new Error(`expected a socket, saw ${response.status}`);
  const waiting: Frame[] = [];
  const wanted: ((frame: Frame) => void)[] = [];
  const take = () =>
    new Promise<Frame>((resolve) => {
      const frame = waiting.shift();
      if (frame) resolve(frame);
      else wanted.push(resolve);
    });
  socket.addEventListener("message", ({ data }) => {
    if (data === "pong") return;
    const frame = JSON.parse(String(data)) as Frame;
    const resolve = wanted.shift();
    if (resolve) resolve(frame);
    else waiting.push(frame);
  });
  const closed = new Promise<{ code: number }>((resolve) => {
    socket.addEventListener("close", ({ code }) => resolve({ code }));
  });
  socket.accept();
  const hello = (await take()) as HelloFrame;
  return {
    hello,
    socket,
    closed,
    next: async () => (await take()) as EventsFrame,
    waiting: waiting as EventsFrame[],
  };
}

export const SHOP_ENDPOINT = { name: "Shop", url: "https://shop.example/health", paused: true };

/** Creates an endpoint through the API; it is paused, so that nobody is asked. */
export async function createThroughApi(fields: object = {}, headers: object = {}) {
  const response = await sendJson("POST", "/endpoints", { ...SHOP_ENDPOINT, ...fields }, headers);
  return { status: response.status, body: await response.json<EndpointView>() };
}

export async function countEndpoints(): Promise<number> {
  const row = await bindings.DB.prepare("select count(*) as n from endpoints").first<{
    n: number;
  }>();
  return row?.n ?? 0;
}
